// What is signed, and what proves: read by people who trust nobody, so nothing of it is believed.
#include "replay/history_proof.h"
#include "store/anchor.h"
#include "store/merkle_note.h"
#include "store/merkle_policy.h"
#include "store/merkle_proof.h"
#include "store/tile_names.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/checkpoint_kit.h"
#include "tests/support/core_builder.h"

namespace dangol::fuzz {

namespace {

// Whoever can read it can write it, and then it is the same.
template <class Value>
void one_form(const Result<Value>& value, std::string_view bytes, const char* what) {
  if (value.ok()) promise(value.value().text() == bytes, what);
}

}  // namespace

void signed_texts(std::string_view bytes) {
  (void)SignedNote::parse(bytes);
  (void)Checkpoint::parse(bytes);
  (void)checkpoint_in(bytes);
  (void)WitnessPolicy::parse(bytes);
  one_form(Anchored::parse(bytes), bytes, "an anchor has one form");
  if (const auto key = NoteVerifier::parse(bytes); key.ok()) {
    promise(NoteVerifier::parse(key.value().text()).ok(), "a key's text can be read");
  }
  (void)NoteSigner::parse(bytes);
  if (const auto proof = InclusionProof::parse(bytes); proof.ok()) {
    promise(InclusionProof::parse(proof.value().text()).ok(), "a proof's text can be read");
  }
  if (const auto proof = ConsistencyProof::parse(bytes); proof.ok()) {
    promise(ConsistencyProof::parse(proof.value().text()).ok(), "a proof's text can be read");
  }
}

void history_lines(std::string_view bytes) {
  if (const auto record = ProvedRecord::parse(bytes); record.ok()) {
    promise(record.value().line() == std::string(bytes) + "\n", "a record's line has one form");
  }
  (void)RecordsProofHead::parse(bytes);
  (void)HistoryProofHead::parse(bytes);
}

std::vector<std::string> signed_seeds() {
  const NoteSigner signer = test::key_of("shop.example/care");
  const std::string note = test::signed_note("shop.example/care", 300, 7);
  Hash hash;
  hash.bytes.fill(9);
  Anchored anchored;
  anchored.origin = "shop.example/care";
  anchored.note = note;
  anchored.erasures = {{test::stream_token("customer/kim"), {Version(3)}, {"commerce"}}};
  return {note,
          signer.verifier().text(),
          signer.text(),
          InclusionProof{"an entry", 4, {hash, hash}, note}.text(),
          ConsistencyProof{200, {hash}, note}.text(),
          anchored.text(),
          "log " + signer.verifier().text() + "\nwitness w1 " + signer.verifier().text() +
              "\nquorum w1\n"};
}

std::vector<std::string> history_seeds() {
  Hash hash;
  hash.bytes.fill(9);
  ProvedRecord record{Position(7), std::string(kEntryBytes, 'e'), "core", "words", {hash, hash}};
  HistoryProofHead head;
  head.stream = test::stream_token("customer/kim");
  head.heads = record;
  head.checkpoint = test::signed_note("shop.example/care", 300, 7);
  RecordsProofHead some{head.stream, head.checkpoint};
  std::vector<std::string> lines{record.line(), head.line(), some.line()};
  for (std::string& line : lines) line.pop_back();
  return lines;
}

}  // namespace dangol::fuzz
