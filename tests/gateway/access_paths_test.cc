// Whoever opens words or names is on record before: walked over every path that there is.
#include "gateway/access_paths.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "events/cloudevents.h"
#include "gateway/access_days.h"
#include "gateway/access_grant.h"
#include "gateway/access_register.h"
#include "gateway/directory.h"
#include "gateway/figure_service.h"
#include "gateway/forget_service.h"
#include "gateway/held_service.h"
#include "gateway/http/event_pages.h"
#include "gateway/sealed_export.h"
#include "gateway/subject_export.h"
#include "gateway/subject_reads.h"
#include "replay/history.h"
#include "tests/support/care.h"
#include "tests/support/files.h"

namespace dangol::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kWords = "my mother grew these flowers";
constexpr const char* kOther = "agent-park";
constexpr const char* kCalled = "the one with the roses";

class AccessPaths : public testing::TestWithParam<AccessPathRow> {
 protected:
  AccessPaths() {
    care_.start();
    const Desk kim("customer/kim");
    EXPECT_THAT(
        codes(care_.send(
            kim.call("e1"), kim.said("e2", kWords),
            kim.event("e3", "agent.joined", R"({"contactId":"c1","agentId":"agent-park"})"),
            kim.event("e4", "wait.started",
                      R"({"contactId":"c1","waitId":"w","waitKind":"queue","queue":"q"})"),
            kim.event("e5", "customer.named",
                      R"({"calledName":")" + std::string(kCalled) + R"("})"),
            Desk("customer/lee")
                .event("e1", "acquisition.learnt",
                       R"({"via":"wordOfMouth","referrerCustomerId":"kim","evidence":"asked"})"))),
        testing::Each(OutcomeCode::kRecorded));
    if (GetParam().path == AccessPath::kHeldList || GetParam().path == AccessPath::kHeld) {
      const Desk han("customer/han");
      EXPECT_THAT(codes(care_.send(han.call("e1"), han.said("e2", kWords),
                                   han.event("h", "retention.held",
                                             R"({"holdId":"h","law":"l","until":"2099-01-01"})"))),
                  testing::Each(OutcomeCode::kRecorded));
      EXPECT_TRUE(care_.engine
                      ->forget({.subject = "customer/han",
                                .events = {},
                                .reason = "requested",
                                .by = {},
                                .request = {}})
                      .ok());
    }
    if (GetParam().path == AccessPath::kDirectory) {
      // Two streams of one subject: only such are named.
      kim_ = care_.stream("customer/kim");
      const StreamToken lee = care_.stream("customer/lee");
      EXPECT_TRUE(care_.store->vault().forget_subject(lee).ok());
      EXPECT_TRUE(care_.store->vault().keep({lee, "customer/kim", {}, {}}).ok());
    }
    // Somebody looked before.
    EXPECT_TRUE(record_disclosures(*care_.engine, {"bob", "terminal 3", Purpose::kSurvey},
                                   {{AccessOperation::kView, "customer/kim"}}, care_.now)
                    .ok());
    before_ = care_.log_size();
  }
  // All that the path shows, as text.
  Result<std::string> open(const Viewer& viewer) {
    const WithStore store = [this](const auto& read) { return care_.engine->read(read); };
    const SubjectReads subjects({store, disclose_, [this] { return care_.now; }});
    switch (GetParam().path) {
      case AccessPath::kHistory: {
        auto page = subjects.history("customer/kim", {}, viewer);
        if (!page.ok()) return page.error();
        std::string text;
        for (const HistoryItem& item : page.value().items) {
          text += write_line(item.event.event).value().data;
        }
        return text;
      }
      case AccessPath::kState: return subjects.state("customer/kim", {}, viewer, false);
      case AccessPath::kExport: {
        Viewer with = viewer;
        with.reason = "request 17";
        const SubjectExport exports({store, disclose_, [this] { return care_.now; }});
        auto page = exports.page("customer/kim", with);
        // Without a purpose nothing is taken out, redacted or not.
        if (!page.ok() && page.error().code == ErrorCode::kUsage) return std::string();
        if (!page.ok()) return page.error();
        std::string text;
        for (const ExportedRecord& record : page.value().records) {
          text += write_line(record.item.event.event).value().data;
          for (const FieldEvidence& field : record.fields) text += field.text;
        }
        return text;
      }
      case AccessPath::kForget: {
        ForgetAsking asked;
        asked.request.subject = "customer/kim";
        asked.request.reason = "requested";
        asked.dry_run = true;
        asked.viewer = viewer;
        auto told = forget_and_tell(asked, store, disclose_, [](const ForgetRequest&) {
          return Result<ForgetPlan>(Error{ErrorCode::kUsage, "only asked"});
        });
        if (!told.ok() && told.error().code == ErrorCode::kUsage) return std::string();
        return told;
      }
      case AccessPath::kLog:
      case AccessPath::kProof: {
        Viewer with = viewer;
        with.reason = "the yearly audit";
        Status allowed = allow_sealed_export(
            disclose_, with,
            GetParam().path == AccessPath::kLog ? whole_log(1) : sealed_records_of("customer/kim"),
            care_.now);
        if (!allowed.ok() && allowed.error().code == ErrorCode::kUsage) return std::string();
        if (!allowed.ok()) return allowed.error();
        return std::string("sealed records");
      }
      case AccessPath::kHeldList:
        return HeldService(*care_.engine, disclose_, [this] { return care_.now; })
            .list(viewer, false);
      case AccessPath::kHeld: {
        Viewer with = viewer;
        with.reason = "court order 17";
        const HeldService held(*care_.engine, disclose_, [this] { return care_.now; });
        auto page = held.open("customer/han", with, {});
        // As of an export.
        if (!page.ok() && page.error().code == ErrorCode::kUsage) return std::string();
        if (!page.ok()) return page.error();
        std::string text;
        for (const HistoryItem& item : page.value().items) {
          text += write_line(item.event.event).value().data;
        }
        return text;
      }
      case AccessPath::kDirectory: {
        const Directory directory({store, disclose_, [this] { return care_.now; }});
        auto found = directory.look({kim_}, viewer);
        if (!found.ok() && found.error().code == ErrorCode::kUsage) return std::string();
        if (!found.ok()) return found.error();
        std::string text;
        for (const DirectoryFault& fault : found.value().faults) text += fault.subject;
        return text;
      }
      case AccessPath::kEvents: {
        const EventPages events({store, disclose_, [this] { return care_.now; }});
        HttpRequest request;
        request.target.query = {{"type", "message"}};
        auto page = events.page(
            {filter_in(request).value(), viewer, text_writer(EventText::kArray), 10, 10'000},
            EventCursor());
        // The sentence of the refusal stands in its detail.
        if (auto* refused = std::get_if<HttpAnswer>(&page)) {
          const std::string detail = R"("detail":")";
          const std::size_t begin = refused->body.find(detail) + detail.size();
          return Error{ErrorCode::kUnavailable,
                       refused->body.substr(begin, refused->body.find('"', begin) - begin)};
        }
        return std::get<EventPage>(page).text;
      }
      case AccessPath::kRegister: {
        const AccessRegister accesses({store, disclose_, [this] { return care_.now; }});
        auto page = accesses.page({}, viewer);
        if (!page.ok()) return page.error();
        std::string text;
        for (const RegisterEntry& entry : page.value().entries) {
          text += write_line(entry.item.event.event).value().data;
        }
        return text;
      }
      case AccessPath::kFigureSet: {
        FigureService service({store, disclose_, [this] { return care_.now; }});
        FigureAsking asked;
        asked.figure = "waits.abandonment";
        asked.open = "excluded";
        if (viewer.purpose != Purpose::kUnset) asked.purpose = to_string(viewer.purpose);
        asked.account = viewer.account;
        asked.from = viewer.from;
        auto page = service.ask(asked);
        if (!page.ok()) return page.error();
        return page.value().text;
      }
    }
    return Error{ErrorCode::kUsage, "a path that nobody walks"};
  }
  // What only who has a purpose is shown.
  const char* secret() const {
    switch (GetParam().path) {
      case AccessPath::kHistory:
      case AccessPath::kHeld:
      case AccessPath::kEvents:
      case AccessPath::kExport: return kWords;
      case AccessPath::kState: return kCalled;
      case AccessPath::kHeldList: return "customer/han";
      case AccessPath::kForget: return "customer/lee";
      case AccessPath::kLog:
      case AccessPath::kProof: return "sealed records";
      case AccessPath::kDirectory:
      case AccessPath::kFigureSet: return "customer/kim";
      case AccessPath::kRegister: return R"("account":"bob")";
    }
    return "";
  }
  // Forgetting goes by the system's clock.
  std::string access_stream() const {
    const Micros now = GetParam().path == AccessPath::kForget ? system_clock()() : care_.now;
    return access_subject(day_of(now), 0);
  }
  // The newest record as somebody sees it who reads the register.
  std::string newest_access() {
    std::string text;
    Status read = read_history(*care_.store, access_stream(), {}, ReaderRights::all(),
                               [&](const HistoryItem& item) {
                                 text = write_line(item.event.event).value().data;
                                 return true;
                               });
    EXPECT_TRUE(read.ok()) << read.error().message;
    return text;
  }

  Care care_;
  std::uint64_t before_ = 0;
  StreamToken kim_;
  const Viewer ann_{"ann", "terminal 7", Purpose::kCare};
  Disclose disclose_ = [this](const Viewer& viewer, const std::vector<Disclosure>& shown,
                              Micros now) {
    return record_disclosures(*care_.engine, viewer, shown, now);
  };
};

TEST_P(AccessPaths, ArePassedOnlyForAPurposeByWhoIsOnRecord) {
  Viewer nobody = ann_;
  nobody.purpose = Purpose::kUnset;
  const auto redacted = open(nobody);
  ASSERT_TRUE(redacted.ok()) << redacted.error().message;
  EXPECT_THAT(redacted.value(), AllOf(Not(HasSubstr(kWords)), Not(HasSubstr(kOther)),
                                      Not(HasSubstr(kCalled)), Not(HasSubstr(secret()))));
  EXPECT_EQ(care_.log_size(), before_) << "nothing was opened";

  const auto shown = open(ann_);
  ASSERT_TRUE(shown.ok()) << shown.error().message;
  EXPECT_THAT(shown.value(), HasSubstr(secret()));
  EXPECT_EQ(care_.log_size(), before_ + 1);
  EXPECT_THAT(newest_access(),
              AllOf(HasSubstr(R"("account":"ann")"), HasSubstr(R"("from":"terminal 7")"),
                    HasSubstr(GetParam().path == AccessPath::kForget
                                  ? R"("at":"2)"
                                  : R"("at":"2016-07-27T02:07:00.000000Z")"),
                    HasSubstr(R"("purpose":"care")"),
                    HasSubstr(R"("operation":")" + std::string(to_string(GetParam().operation)))));
  const bool set =
      GetParam().path == AccessPath::kFigureSet || GetParam().path == AccessPath::kRegister ||
      GetParam().path == AccessPath::kForget || GetParam().path == AccessPath::kLog ||
      GetParam().path == AccessPath::kHeldList || GetParam().path == AccessPath::kHeld ||
      GetParam().path == AccessPath::kDirectory || GetParam().path == AccessPath::kEvents;
  EXPECT_THAT(newest_access(), HasSubstr(set ? R"("setSize":1)" : R"("customerId":"kim")"));
}

TEST_P(AccessPaths, ShowNothingThatIsNotOnRecordHoweverTheProcessEnds) {
  const Disclose record = disclose_;
  disclose_ = [](const auto&, const auto&, Micros) -> Status {
    return Error{ErrorCode::kUnavailable, "the disk is full"};
  };
  const auto refused = open(ann_);
  ASSERT_FALSE(refused.ok()) << "it was opened by another way";
  EXPECT_EQ(refused.error().message, "the disk is full");
  EXPECT_EQ(care_.log_size(), before_);
  // Between the record and the answer.
  disclose_ = [&](const auto& viewer, const auto& shown, Micros now) -> Status {
    EXPECT_TRUE(record(viewer, shown, now).ok());
    return Error{ErrorCode::kUnavailable, "the process ends here"};
  };
  const auto cut_off = open(ann_);
  ASSERT_FALSE(cut_off.ok());
  EXPECT_EQ(cut_off.error().message, "the process ends here");
  care_.reopen();
  EXPECT_EQ(care_.log_size(), before_ + 1);
  EXPECT_THAT(newest_access(), HasSubstr(R"("account":"ann")"));
}

INSTANTIATE_TEST_SUITE_P(Every, AccessPaths, testing::ValuesIn(kAccessPaths),
                         [](const auto& info) { return "path_" + std::to_string(info.index); });

TEST(AccessPathTable, IsInTheHandbook) {
  const std::string handbook = read_file(std::string(DANGOL_SOURCE_DIR) + "/docs/OPERATIONS.md");
  for (const AccessPathRow& row : kAccessPaths) {
    EXPECT_THAT(handbook,
                HasSubstr("| `" + std::string(row.commands) + "` | " + std::string(row.record) +
                          " | " + to_string(row.operation) + " |"));
  }
}

TEST(AccessGrants, OpenWhatThePurposeAllowsAndNoMore) {
  const Disclose recorded = [](const auto&, const auto&, Micros) { return Status(Done{}); };
  const auto rights = [&](Purpose purpose) {
    return AccessGrant::recorded(recorded, {"ann", "here", purpose}, {}, {}).value().rights();
  };
  EXPECT_TRUE(rights(Purpose::kCare).words(Purpose::kConnection));
  EXPECT_FALSE(rights(Purpose::kCommerce).words(Purpose::kConnection)) << "never for selling";
  EXPECT_FALSE(rights(Purpose::kSurvey).words(Purpose::kCare));
  for (std::size_t i = 1; i < kPurposes; ++i) {
    const auto purpose = static_cast<Purpose>(i);
    EXPECT_TRUE(rights(purpose).names());
    EXPECT_TRUE(rights(purpose).words(purpose)) << to_string(purpose);
    EXPECT_EQ(rights(purpose).words(Purpose::kAccess), purpose == Purpose::kAccess);
  }
  const ReaderRights none = rights(Purpose::kUnset);
  EXPECT_FALSE(none.names());
  for (std::size_t i = 0; i < kPurposes; ++i) EXPECT_FALSE(none.words(static_cast<Purpose>(i)));
}

TEST(Disclosures, OfAnExportNeedAReason) {
  const Viewer ann{"ann", "here", Purpose::kAccess};
  const std::vector<Disclosure> shown = {{AccessOperation::kExport, "customer/kim"}};
  EXPECT_EQ(disclosure_events(ann, shown, {}).error().code, ErrorCode::kUsage);
  Viewer with = ann;
  with.reason = "request 17";
  EXPECT_EQ(disclosure_events(with, shown, {}).value().size(), 1u);
  with.purpose = Purpose::kUnset;
  EXPECT_EQ(disclosure_events(with, shown, {}).error().code, ErrorCode::kUsage);
}

}  // namespace
}  // namespace dangol::test
