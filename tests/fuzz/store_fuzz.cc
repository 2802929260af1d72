// What is read from a disk.
#include "events/apply.h"
#include "events/cloudevents_capnp.h"
#include "events/customer.h"
#include "events/record.capnp.h"
#include "events/record.h"
#include "events/sealing_message_capnp.h"
#include "store/format.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/core_builder.h"
#include "tests/support/every_type.h"

namespace dangol::fuzz {

namespace {

// What any state must be able to do.
void holds(const Customer& customer) {
  const std::string bytes = encode_state(customer);
  const Result<Customer> again = decode_state(bytes);
  promise(again.ok(), "an encoded state can be decoded");
  promise(encode_state(again.value()) == bytes, "and has one encoding");
}

}  // namespace

void stored_record(std::string_view bytes) {
  if (const auto entry = decode_entry(bytes.substr(0, kEntryBytes)); entry.ok()) {
    promise(encode_entry(entry.value()) == bytes.substr(0, kEntryBytes), "an entry has one form");
  }
  (void)format::decode_frame_header(bytes);
  if (bytes.size() <= kEntryBytes) return;
  const std::string core(bytes.substr(kEntryBytes));
  Customer customer(test::stream_token("customer/kim"));
  // The same one twice: the second meets what the first left.
  for (std::uint64_t version = 1; version <= 2; ++version) {
    const auto touched = apply_core(customer, core, Version(version));
    if (!touched.ok()) return;
    (void)irregularities_of(customer, touched.value());
  }
  holds(customer);
  try {
    CanonicalReader reader(core);
    WrittenWith with;
    with.tokens = WrittenWith::Tokens::kSealed;
    (void)write_cloudevent(reader.root<schema::Core>().getEvent(), with);
  } catch (const kj::Exception&) {
    // A part of it that the fold does not look at cannot be read.
  }
}

void stored_state(std::string_view bytes) {
  // Damage by accident is found by the sum: here it is right.
  std::string body(bytes);
  const std::uint64_t sum = state_checksum(body);
  format::put_u64(body, sum);
  if (const auto state = decode_state(body); state.ok()) holds(state.value());
  if (const auto state = decode_state(bytes); state.ok()) holds(state.value());
}

std::vector<std::string> record_seeds() {
  std::vector<std::string> seeds;
  for (const test::NamedFill& type : test::every_type()) {
    test::Stream stream;
    stream.at("10:00").record(type.fill);
    const std::string& core = stream.cores.front();
    Entry entry = next_entry(test::stream_token("customer/kim"), Version(1), Hash{}, core, "");
    seeds.push_back(encode_entry(entry) + core);
  }
  FrameHeader header;
  header.count = 3;
  seeds.push_back(format::encode_frame_header(header));
  return seeds;
}

std::vector<std::string> state_seeds() {
  std::vector<std::string> seeds;
  test::Stream all;
  for (const test::NamedFill& type : test::every_type()) {
    test::Stream one;
    one.at("10:00").record(type.fill);
    all.at("11:00").record(type.fill);
    for (const Customer* customer : {&one.customer, &all.customer}) {
      std::string bytes = encode_state(*customer);
      bytes.resize(bytes.size() - 8);  // its sum
      seeds.push_back(std::move(bytes));
    }
  }
  return seeds;
}

}  // namespace dangol::fuzz
