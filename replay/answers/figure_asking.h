// What somebody asks of a figure, as they typed it: everything an answer depends on but the store and
// the clock. Sent to a running writer as it stands, so that both sides answer alike.
#pragma once

#include <cstdint>
#include <string>

namespace dangol {

enum class FigureForm : std::uint8_t { kText, kJson, kCsv, kPlot };
enum class Language : std::uint8_t { kEnglish, kKorean };

struct FigureAsking {
  std::string figure;       // `waits.abandonment`
  std::string definition;   // version of the definition; empty: the newest
  std::string by;           // a key of the figure; `label:NAME`; empty: not divided
  std::string period;       // `2016`, `2016-07`, `2016-07-27`, `FROM..UNTIL`; empty: all time
  std::string zone;         // `+09:00`: of days without one; empty: UTC
  std::string as_of;        // a time, a day, `#POSITION`; empty: all that is recorded
  std::string happened_by;  // a time or a day; empty: any time
  std::string open;     // `numerator`, `denominator`, `excluded`, a reason, `all`; empty: closed
  std::string group;    // only this one; empty: all
  std::string purpose;  // why people are shown by name; empty: they are not
  std::string account;  // who is shown them, recorded with the purpose
  std::string from;     // from where: an address or a terminal
  std::string reason;   // why, in words; may be empty
  std::uint64_t limit = 20;  // members shown of a set; 0: all
  std::uint16_t width = 80;  // columns of a plot
  FigureForm form = FigureForm::kText;
  Language language = Language::kEnglish;
};

}  // namespace dangol
