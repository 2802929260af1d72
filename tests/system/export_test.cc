// One person's whole record, taken out with its proofs, and what a stranger finds who checks it.
#include <algorithm>
#include <filesystem>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/files.h"
#include "tests/system/program.h"

namespace dangol::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string event(const std::string& subject, const std::string& id, const std::string& type,
                  const std::string& data) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"/desk","type":"{}","subject":"customer/{}",)"
      R"("time":"2026-01-01T10:00:00Z","data":{{{}}}}})"
      "\n",
      id, type, subject, data);
}
std::string called(const std::string& subject, const std::string& contact) {
  return event(subject, "call-" + contact, "contact.started",
               fmt::format(R"("contactId":"{}","channel":"phone","direction":"inbound")", contact));
}
std::string said(const std::string& subject, const std::string& contact, const std::string& words) {
  return event(subject, "said-" + contact, "message.exchanged",
               fmt::format(R"("contactId":"{0}","authorKind":"customer","messageId":"m-{0}",)"
                           R"("text":"{1}")",
                           contact, words));
}

// Kim has been Old before; one of Lee's calls was Kim's, and one of Kim's was Lee's.
class Export : public ProgramStore, public testing::Test {
 protected:
  Export() {
    const std::string moved =
        R"("contactId":"{}","reason":"callerCorrected","from":"customer/{}","to":"customer/{}")";
    const std::string all =
        called("lee", "c8") + said("lee", "c8", "what Lee told") + called("lee", "c9") +
        said("lee", "c9", "Kim with Lee's telephone") + called("old", "c1") + called("kim", "c2") +
        said("kim", "c2", "my mother grew these flowers") + called("kim", "c3") +
        said("kim", "c3", "Lee with Kim's telephone") +
        event("lee", "moved-c9", "contact.attributed",
              fmt::format(fmt::runtime(moved), "c9", "lee", "kim")) +
        event("kim", "moved-c3", "contact.attributed",
              fmt::format(fmt::runtime(moved), "c3", "kim", "lee")) +
        event("kim", "merge", "customers.merged",
              R"("evidence":"customerSaid","survivor":"customer/kim","absorbed":"customer/old")");
    const Finished sent = run({"append", "--quiet", "-"}, all);
    EXPECT_EQ(sent.exit_code, 0) << sent.err;
    const Finished done =
        run({"export", "customer/kim", path("kim"), "--purpose", "care", "--reason", "request 17"});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    key = run({"log", "key"}).out;
    key.pop_back();
    origin = key.substr(0, key.find('+'));
  }
  Finished check(const Arguments& more = {}) const {
    Arguments arguments{"export", "check", path("kim"), "--origin", origin, "--key", key};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  std::string text(const std::string& name) const { return read_file(path("kim/" + name)); }
  void put(const std::string& name, const std::string& bytes) const { file("kim/" + name, bytes); }
  // The check after one change to a file, which is undone.
  std::string refusal(const std::string& name, const std::string& from,
                      const std::string& to) const {
    const std::string before = text(name);
    const std::size_t at = before.find(from);
    if (at == before.npos) return "there is no " + from;
    std::string changed = before;
    changed.replace(at, from.size(), to);
    put(name, changed);
    const Finished checked = check();
    put(name, before);
    EXPECT_EQ(checked.exit_code, 65) << checked.out << checked.err;
    return checked.err;
  }
  // The line of a file that has this, with its newline.
  std::string line(const std::string& name, const std::string& with) const {
    const std::string all = text(name);
    const std::size_t at = all.find(with);
    if (at == all.npos) return "there is no " + with;
    const std::size_t begin = all.rfind('\n', at) + 1;
    return all.substr(begin, all.find('\n', at) + 1 - begin);
  }

  std::string key, origin;
};

TEST_F(Export, IsCheckedByWhoHasNothingButItAndTheLogsKey) {
  fs::rename(store(), path("gone"));
  const Finished checked = check();
  ASSERT_EQ(checked.exit_code, 0) << checked.err;
  EXPECT_THAT(checked.out,
              AllOf(HasSubstr("version 1 is there, none is missing"),
                    HasSubstr("of 3 records only the entry is in the file"),
                    HasSubstr("events are these records, fact by fact, and 2 texts stand in them"),
                    HasSubstr("3 of them stand in streams that hold records about others")));
  EXPECT_THAT(check({"--json"}).out, HasSubstr(R"("texts":2,"histories":2,"inStreamsOfOthers":3)"));
  EXPECT_THAT(
      text("export.json"),
      HasSubstr(R"("histories":["customer/kim","customer/old"],"records":["customer/lee"])"));
  EXPECT_FALSE(fs::exists(store()));
  // What belongs to Lee is in none of the files, sealed or not.
  for (const auto& one : fs::directory_iterator(path("kim"))) {
    EXPECT_THAT(read_file(one.path()),
                AllOf(Not(HasSubstr("what Lee told")), Not(HasSubstr("Lee with Kim"))))
        << one.path();
  }
  const std::string lees = text("1.records");
  EXPECT_EQ(std::count(lees.begin(), lees.end(), '\n'), 1 + 3);
}

TEST_F(Export, IsNotBelievedByAnotherKeyOriginOrPolicy) {
  std::string other = key;
  other[other.find('+') + 1] ^= 1;
  EXPECT_NE(run({"export", "check", path("kim"), "--origin", origin, "--key", other}).exit_code, 0);
  const Finished named =
      run({"export", "check", path("kim"), "--origin", "example.com/other", "--key", key});
  EXPECT_EQ(named.exit_code, 65) << named.err;
  EXPECT_EQ(run({"export", "check", path("kim")}).exit_code, 64) << "nothing inside is believed";
  const std::string witness =
      "witness w example.com/w+6ef1ed9c+BAg9UZ3L5n5ZDZNVJmWJ2dKBL7xTdB7JfZkOZVXo9kIR\n";
  const Finished policy = check({"--policy", file("policy", witness + "quorum w\n")});
  EXPECT_NE(policy.exit_code, 0) << "no witness has seen it";
}

TEST_F(Export, AChangedWordFactKeyOrPlaceIsFound) {
  EXPECT_THAT(refusal("record.json", "these flowers", "those flowers"),
              HasSubstr("record.json says something else than the log in data.text"));
  EXPECT_THAT(refusal("record.json", R"("channel":"phone")", R"("channel":"email")"),
              HasSubstr("says something else than the log in data.channel"));
  EXPECT_THAT(refusal("record.json", "2026-01-01T10:00:00", "2026-01-01T10:00:01"),
              HasSubstr("says something else than the log in time"));
  EXPECT_THAT(refusal("words.jsonl", "these flowers", "those flowers"),
              HasSubstr("message.exchanged: text: the record says something else"));
  EXPECT_THAT(refusal("words.jsonl", R"("key":"A)", R"("key":"B)") +
                  refusal("words.jsonl", R"("place":0)", R"("place":1)"),
              HasSubstr("the record has no such field of words"));
  const std::string own = line("words.jsonl", "my mother");
  EXPECT_THAT(refusal("words.jsonl", own, ""),
              HasSubstr("record.json says something else than the log in data.text"))
      << "a text without its key";
  EXPECT_THAT(refusal("words.jsonl", own, own + own), HasSubstr("its place is given twice"));
  // Both say the same, and the log does not.
  const std::string words = text("words.jsonl");
  std::string lie = words;
  lie.replace(lie.find("these flowers"), 5, "those");
  put("words.jsonl", lie);
  EXPECT_THAT(refusal("record.json", "these flowers", "those flowers"),
              HasSubstr("the record says something else"));
}

TEST_F(Export, ARecordThatIsLeftOutIsMissed) {
  // From the record: the event of the message.
  const std::string record = text("record.json");
  const std::size_t word = record.find("these flowers");
  const std::size_t begin = record.rfind(R"({"specversion")", word);
  const std::size_t end = record.find(R"({"specversion")", word);
  ASSERT_NE(end, record.npos);
  EXPECT_THAT(refusal("record.json", record.substr(begin, end - begin), ""),
              HasSubstr("1.history: version 2: record.json leaves it out"));
  // From the proof, in the middle and at the end, and all of one stream.
  const std::string proof = text("1.history");
  const std::size_t first = proof.find('\n') + 1;
  const std::size_t second = proof.find('\n', first) + 1;
  const std::size_t third = proof.find('\n', second) + 1;
  EXPECT_THAT(refusal("1.history", proof.substr(second, third - second), ""),
              HasSubstr("record 2: version 3 stands in its place"));
  EXPECT_THAT(refusal("1.history", proof.substr(proof.rfind('\n', proof.size() - 2) + 1), ""),
              HasSubstr("records are left out at the end"));
  EXPECT_THAT(refusal("export.json", R"(,"customer/old")", ""),
              HasSubstr("are in no proof of the folder"));
}

TEST_F(Export, AnotherPersonsRecordThatIsPutInIsFound) {
  const std::string lees = run({"history", "customer/lee", "--as-of", "@1", "--json"}).out;
  ASSERT_THAT(lees, HasSubstr("customer/lee"));
  EXPECT_THAT(refusal("record.json", R"("events":[)",
                      R"("events":[)" + lees.substr(0, lees.find('\n')) + ","),
              HasSubstr("1 of its events are in no proof of the folder: the first is version 1 of "
                        "customer/lee"));
  const std::string record = line("1.records", R"({"position")");
  const std::string proof = text("1.history");
  const std::size_t first = proof.find('\n') + 1;
  EXPECT_THAT(
      refusal("1.history", proof.substr(first, proof.find('\n', first) + 1 - first), record),
      HasSubstr("record 1: it is of another stream"));
  const std::string own = proof.substr(first, proof.find('\n', first) + 1 - first);
  EXPECT_THAT(refusal("1.records", record, own), HasSubstr("it is of another stream"));
  EXPECT_THAT(refusal("1.records", record, record + record),
              HasSubstr("it stands behind a later one, or twice"));
}

}  // namespace
}  // namespace dangol::test
