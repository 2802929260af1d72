// The complaints of ../shared/data to companies: the figures of its README, exactly, by channel and by the
// labels that the bureau puts on a case. An empty column is no label: unknown is not No.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "events/event.capnp.h"
#include "tests/app/figure_data.h"

namespace dangol::test {
namespace {

// How many issues have which value of a label; 0 is none.
std::map<std::uint64_t, std::uint64_t> by_label(FigureStore& store, std::string_view label) {
  std::map<std::uint64_t, std::uint64_t> counts;
  const FigureAnswer answer = store.ask_by(
      "issues.opened", "label", [&](Question& question) { question.label = text_key(label); });
  for (const FigureGroup& group : answer.groups) counts[group.group] = group.tally.numerator;
  return counts;
}

using Counts = std::map<std::uint64_t, std::uint64_t>;

TEST(CfpbFigures, OfTheFileWithChannelsAreThoseOfTheReadme) {
  const auto store = import_cfpb_2016();
  if (store == nullptr) return;
  Counts channels;
  for (const FigureGroup& group : store->ask_by("contacts.begun", "channel").groups) {
    channels[group.group] = group.tally.numerator;
  }
  using schema::Channel;
  const auto of = [](Channel channel) { return static_cast<std::uint64_t>(channel); };
  EXPECT_EQ(channels, (Counts{{of(Channel::WEB_FORM), 2'233},
                              {of(Channel::INTERNAL), 533},  // referred by somebody else
                              {of(Channel::PHONE), 200},
                              {of(Channel::POSTAL), 168},
                              {of(Channel::FAX), 52}}));
  EXPECT_EQ(by_label(*store, "disputed"),
            (Counts{{text_key("No"), 2'534}, {text_key("Yes"), 595}, {0, 57}}));
  EXPECT_EQ(by_label(*store, "timely"), (Counts{{text_key("Yes"), 3'093}, {text_key("No"), 93}}));
  EXPECT_EQ(by_label(*store, "response"),
            (Counts{{text_key("Closed with explanation"), 2'489},
                    {text_key("Closed with non-monetary relief"), 384},
                    {text_key("Closed with monetary relief"), 216},
                    {text_key("Closed"), 68},
                    {text_key("Untimely response"), 26},
                    {text_key("In progress"), 3}}));
}

TEST(CfpbFigures, OfTheYoungFileAreThoseOfTheReadme) {
  const auto store = import_cfpb_2015q1();
  if (store == nullptr) return;
  EXPECT_EQ(value_in(store->ask("issues.opened")), ratio(20'000, 1));
  EXPECT_EQ(by_label(*store, "disputed"), (Counts{{text_key("Yes"), 3'070}, {0, 16'930}}));
  EXPECT_EQ(by_label(*store, "timely"), (Counts{{text_key("Yes"), 19'548}, {text_key("No"), 452}}));
  EXPECT_EQ(by_label(*store, "response"),
            (Counts{{text_key("Closed with explanation"), 13'252},
                    {text_key("In progress"), 2'598},
                    {text_key("Closed with non-monetary relief"), 2'480},
                    {text_key("Closed with monetary relief"), 1'043},
                    {text_key("Closed"), 391},
                    {text_key("Untimely response"), 236}}));
}

}  // namespace
}  // namespace dangol::test
