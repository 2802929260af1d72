// The bytes on disk, spelled out: a change here breaks every store there is.
#include "store/format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/crc32c.h"

namespace dangol {
namespace {

using namespace std::string_view_literals;
using testing::HasSubstr;

FrameHeader example() {
  return {.epoch = Epoch(3),
          .index = FrameIndex(0x0102),
          .first = Position(1000),
          .count = 500,
          .tree_root = "edge"};
}

TEST(Format, a_frame_header_has_these_bytes) {
  EXPECT_EQ(to_hex(format::encode_frame_header(example())),
            "8944474c460d0a1a"  // magic
            "01"                // version
            "0000000000000003"  // epoch
            "0000000000000102"  // index
            "00000000000003e8"  // first
            "000001f4"          // count
            "0004"              // size of the tree edge
            "65646765"          // tree edge
            "2153a7d2");        // CRC32C
}

TEST(Format, an_alarm_is_found_by_when_it_is_due) {
  const StreamToken stream = StreamToken::from("0123456789abcdef");
  const std::string key = format::alarm_key({Micros(0x0102), stream});
  EXPECT_EQ(to_hex(key), "618000000000000102" + to_hex(stream.view()));
  EXPECT_EQ(format::decode_alarm_key(key), (format::Alarm{Micros(0x0102), stream}));
  EXPECT_LT(format::alarm_key({Micros(-1), stream}), format::alarm_key({Micros(0), stream}));
  EXPECT_LT(format::alarm_key({Micros(0), stream}), key);
  for (const std::string& other : {std::string("a"), key + "x", "i" + key.substr(1)}) {
    EXPECT_EQ(format::decode_alarm_key(other), std::nullopt) << to_hex(other);
  }
}

TEST(Format, crc32c_gives_the_check_value_of_castagnoli) {
  EXPECT_EQ(crc32c("123456789"), 0xe3069283U);
  EXPECT_EQ(crc32c("6789", crc32c("12345")), 0xe3069283U);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8a9136aaU);  // RFC 3720, B.4
}

TEST(Format, a_frame_header_is_read_back_and_what_follows_it_is_left_alone) {
  auto header = format::decode_frame_header(format::encode_frame_header(example()) + "more");

  ASSERT_TRUE(header.ok()) << header.error().message;
  EXPECT_EQ(header.value().epoch, Epoch(3));
  EXPECT_EQ(header.value().index, FrameIndex(0x0102));
  EXPECT_EQ(header.value().first, Position(1000));
  EXPECT_EQ(header.value().count, 500U);
  EXPECT_EQ(header.value().tree_root, "edge");
}

TEST(Format, every_flipped_bit_and_every_cut_of_a_frame_header_is_noticed) {
  const std::string good = format::encode_frame_header(example());
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string bad = good;
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    EXPECT_FALSE(format::decode_frame_header(bad).ok()) << "bit " << bit;
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(format::decode_frame_header(good.substr(0, size)).ok()) << size << " bytes";
  }
}

TEST(Format, keys_sort_as_their_numbers_do) {
  EXPECT_LT(format::position_key(Position(255)), format::position_key(Position(256)));
  EXPECT_EQ(format::position_key(Position(0x0a0b)), "\0\0\0\0\0\0\x0a\x0b"sv);
  EXPECT_EQ(format::frame_key(FrameIndex(1)), "\0\0\0\0\0\0\0\x01"sv);
}

TEST(Format, varints_keep_every_value_and_refuse_what_is_cut_or_too_long) {
  for (std::uint64_t value : {0ULL, 1ULL, 127ULL, 128ULL, 300ULL, ~0ULL, 1ULL << 63}) {
    std::string bytes;
    format::put_varint(bytes, value);
    std::string_view in = bytes;
    EXPECT_EQ(format::take_varint(in), value);
    EXPECT_TRUE(in.empty());
    std::string_view cut = std::string_view(bytes).substr(0, bytes.size() - 1);
    EXPECT_EQ(format::take_varint(cut), std::nullopt);
  }
  std::string_view too_long = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"sv;
  EXPECT_EQ(format::take_varint(too_long), std::nullopt);
}

TEST(Format, index_rows_are_read_back) {
  StreamToken token;
  token.bytes.fill(0xab);
  IdToken id;
  id.bytes.fill(0xcd);
  PartitionId partition(2);

  EXPECT_EQ(to_hex(format::positions_key(partition, token, Version(5))),
            "7000000002"
            "abababababababababababababababab"
            "0000000000000005");
  EXPECT_EQ(to_hex(format::id_key(partition, token, id)),
            "6900000002"
            "abababababababababababababababab"
            "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd");
  EXPECT_EQ(to_hex(format::window_end_key(partition, Position(7))), "63000000020000000000000007");
  EXPECT_EQ(format::version_of_key(format::positions_key(partition, token, Version(5))),
            Version(5));
  EXPECT_EQ(format::window_of_key(format::window_end_key(partition, Position(7))), Position(7));

  auto indexed = format::decode_indexed_id(
      format::encode_indexed_id({Version(300), ContentDigest(0x1122334455667788)}));
  ASSERT_TRUE(indexed);
  EXPECT_EQ(indexed->version, Version(300));
  EXPECT_EQ(indexed->digest, ContentDigest(0x1122334455667788));
  Hash hash;
  hash.bytes.fill(9);
  auto end = format::decode_window_end(format::encode_window_end({Position(99), hash}));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->end, Position(99));
  EXPECT_EQ(end->hash, hash);
  EXPECT_FALSE(format::decode_window_end("short"));
}

}  // namespace
}  // namespace dangol
