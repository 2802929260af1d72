#include <map>
#include <memory>
#include <string>
#include <vector>

#include <capnp/message.h>
#include <gtest/gtest.h>

#include "events/event.capnp.h"
#include "events/field_plan_capnp.h"

namespace dangol {
namespace {

using capnp::MallocMessageBuilder;

capnp::Data::Reader data(std::string_view text) {
  return {reinterpret_cast<const kj::byte*>(text.data()), text.size()};
}

// Writes down what it visits; replaces what it is told to.
struct Notes : FieldVisitor {
  Status token(std::uint32_t path, TokenScope scope, TokenSlot& slot) override {
    tokens.push_back({path, static_cast<int>(scope), std::string(slot.get())});
    if (!token_becomes.empty()) slot.set(token_becomes);
    return Done{};
  }
  Status words(std::uint32_t path, Purpose purpose, PrivateSlot& slot) override {
    if (slot.is_clear()) {
      words_seen.push_back({path, static_cast<int>(purpose), std::string(slot.clear())});
    }
    if (seal) slot.set_sealed(static_cast<std::uint16_t>(words_seen.size() - 1));
    if (erase) slot.set_erased();
    return Done{};
  }
  struct Seen {
    std::uint32_t path;
    int kind;
    std::string text;
    bool operator==(const Seen&) const = default;
  };
  std::vector<Seen> tokens;
  std::vector<Seen> words_seen;
  std::string token_becomes;
  bool seal = false;
  bool erase = false;
};

int number(TokenScope scope) { return static_cast<int>(scope); }
int number(Purpose purpose) { return static_cast<int>(purpose); }

// A canonical message, as records hold it: structs end at their last used word.
std::string canonical(schema::Event::Builder event) {
  auto words = capnp::canonicalize(event.asReader());
  auto bytes = words.asBytes();
  return {reinterpret_cast<const char*>(bytes.begin()), bytes.size()};
}

class FieldPlan : public testing::Test {
 protected:
  std::unique_ptr<MallocMessageBuilder> message = std::make_unique<MallocMessageBuilder>();
  schema::Event::Builder event = message->initRoot<schema::Event>();
  Notes notes;

  void note(std::string_view words) {
    event.setId(data("e1"));
    event.setActorKind(schema::ActorKind::STAFF);
    event.setActorId(data("kim"));
    auto noted = event.getData().initConnectionNoted();
    noted.setNoteId(data("n1"));
    noted.initMentions(2)[0].setClear("어머니");
    noted.getMentions()[1].setClear("동생");
    noted.getWords().setClear(std::string(words).c_str());
    noted.setBy(data("kim"));
  }
};

TEST_F(FieldPlan, visits_the_tokens_and_words_that_are_there_with_path_scope_and_purpose) {
  note("꽃을 좋아한다");
  ASSERT_TRUE(visit_fields(event, notes).ok());
  EXPECT_EQ(notes.tokens, (std::vector<Notes::Seen>{{0xff000001, number(TokenScope::kEvent), "e1"},
                                                    {0xff000005, number(TokenScope::kStaff), "kim"},
                                                    {0x01, number(TokenScope::kStream), "n1"},
                                                    {0x07, number(TokenScope::kStaff), "kim"}}));
  EXPECT_EQ(notes.words_seen,
            (std::vector<Notes::Seen>{{0x03, number(Purpose::kConnection), "어머니"},
                                      {0x03, number(Purpose::kConnection), "동생"},
                                      {0x05, number(Purpose::kConnection), "꽃을 좋아한다"}}));
}

TEST_F(FieldPlan, reads_the_actor_by_its_kind) {
  note("x");
  const std::map<schema::ActorKind, TokenScope> scopes{
      {schema::ActorKind::CUSTOMER, TokenScope::kCustomer},
      {schema::ActorKind::STAFF, TokenScope::kStaff},
      {schema::ActorKind::PARTNER, TokenScope::kStaff},
      {schema::ActorKind::SYSTEM, TokenScope::kStream},
      {schema::ActorKind::THIRD_PARTY, TokenScope::kStream}};
  for (auto [kind, scope] : scopes) {
    Notes here;
    event.setActorKind(kind);
    ASSERT_TRUE(visit_fields(event, here).ok());
    EXPECT_EQ(here.tokens.at(1).kind, number(scope));
  }
}

TEST_F(FieldPlan, enters_structs_and_only_the_chosen_member_of_a_union) {
  auto off = event.getData().initHandedOff();
  off.setIssueId(data("i1"));
  off.initFrom().setAgent(data("lee"));
  off.initTo().setTeam("Group 70");
  ASSERT_TRUE(visit_fields(event, notes).ok());
  EXPECT_EQ(notes.tokens, (std::vector<Notes::Seen>{{0x01, number(TokenScope::kStream), "i1"},
                                                    {0x0202, number(TokenScope::kStaff), "lee"}}));
}

TEST_F(FieldPlan, visits_lists_of_tokens_and_of_structs) {
  auto proposed = event.getData().initResolutionProposed();
  auto ids = proposed.initActionIds(2);
  ids.set(0, data("a1"));
  ids.set(1, data("a2"));
  ASSERT_TRUE(visit_fields(event, notes).ok());
  ASSERT_EQ(notes.tokens.size(), 2U);
  EXPECT_EQ(notes.tokens[1].text, "a2");

  Notes lines;
  event.getData().initOrderPlaced().initLines(2)[1].setLineId(data("L2"));
  ASSERT_TRUE(visit_fields(event, lines).ok());
  EXPECT_EQ(lines.tokens, (std::vector<Notes::Seen>{{0x0301, number(TokenScope::kStream), "L2"}}));
}

TEST_F(FieldPlan, leaves_no_clear_byte_behind_when_everything_is_replaced) {
  note("비밀스러운 말");
  // Given the event as stored: canonical, every struct cut after its last used word.
  MallocMessageBuilder copy;
  const std::string before = canonical(event);
  std::vector<capnp::word> words(before.size() / 8);
  memcpy(words.data(), before.data(), before.size());
  kj::ArrayPtr<const capnp::word> segment(words.data(), words.size());
  capnp::SegmentArrayMessageReader reader(kj::arrayPtr(&segment, 1));
  copy.setRoot(reader.getRoot<schema::Event>());
  auto sealed = copy.getRoot<schema::Event>();

  notes.seal = true;
  notes.token_becomes = std::string(32, '#');
  ASSERT_TRUE(visit_fields(sealed, notes).ok());

  const std::string after = canonical(sealed);
  for (const char* clear : {"비밀스러운 말", "어머니", "동생", "kim", "e1", "n1"}) {
    EXPECT_NE(before.find(clear), std::string::npos) << clear;
    EXPECT_EQ(after.find(clear), std::string::npos) << clear;
  }
  auto noted = sealed.asReader().getData().getConnectionNoted();
  EXPECT_EQ(noted.getMentions()[1].getSealed(), 1);
  EXPECT_EQ(noted.getWords().getSealed(), 2);
}

TEST_F(FieldPlan, puts_words_back_or_marks_them_erased) {
  note("x");
  notes.erase = true;
  ASSERT_TRUE(visit_fields(event, notes).ok());
  EXPECT_TRUE(event.getData().getConnectionNoted().getWords().isErased());
  EXPECT_EQ(canonical(event).find("어머니"), std::string::npos);

  struct Opener : Notes {
    Status words(std::uint32_t, Purpose, PrivateSlot& slot) override {
      EXPECT_TRUE(slot.is_erased());
      slot.set_clear("다시");
      return Done{};
    }
  } opener;
  ASSERT_TRUE(visit_fields(event, opener).ok());
  EXPECT_STREQ(event.getData().getConnectionNoted().getWords().getClear().cStr(), "다시");
}

TEST_F(FieldPlan, refuses_an_event_of_no_type) {
  EXPECT_EQ(visit_fields(event, notes).error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace dangol
