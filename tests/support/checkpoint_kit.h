// Logs, keys and checkpoints for tests of what is signed.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "store/checkpoint_check.h"
#include "store/log_tree.h"
#include "store/signing_keys.h"
#include "tests/store/log_support.h"
#include "tests/support/seeded_entropy.h"

namespace dangol::test {

inline NoteSigner key_of(const std::string& name, std::uint64_t seed = 1) {
  SeededEntropy entropy(seed);
  return NoteSigner::make(name, NoteKeyType::kNote, entropy).value();
}

inline std::string signed_note(const std::string& origin, std::uint64_t size, char root,
                               std::uint64_t seed = 1) {
  Checkpoint said;
  said.origin = origin;
  said.size = size;
  said.root.bytes.fill(static_cast<std::uint8_t>(root));
  return sign_note(said.text(), {key_of(origin, seed)});
}

// Appends records with the tree that belongs to them; `core_of` makes others of the same form.
inline void append_with_tree(EventLog& log, std::uint64_t count,
                             const std::function<std::string(std::uint64_t)>& core_of = core_at) {
  const PartitionId partition(0);
  const Claim claim = log.claim(partition).value();
  LogTree tree = LogTree::open(log, claim).value();
  Frame frame = frame_of(tree.size(), count);
  for (LogRecord& record : frame.records) {
    const Entry entry = decode_entry(record.entry).value();
    record.core = core_of(tree.size() + static_cast<std::uint64_t>(&record - &frame.records[0]));
    record.entry =
        encode_entry(next_entry(entry.stream, entry.version, Hash{}, record.core, record.words));
  }
  for (const LogRecord& record : frame.records) tree.add(record.entry, frame.tiles);
  frame.tree_root = tree.root().view();
  ASSERT_EQ(append(log, claim, std::move(frame)), Append::kStored);
}

}  // namespace dangol::test
