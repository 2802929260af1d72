// Records of one page, as a message. Made on one thread, then read on another. Only for sources.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <capnp/message.h>

#include "events/outcome.h"
#include "gateway/dangol.capnp.h"
#include "gateway/http/page_writer.h"
#include "replay/history.h"

namespace dangol {

class RecordPage {
 public:
  // Room for `most` records; those that were added count.
  explicit RecordPage(unsigned most);

  // The next one. REQUIRES: there is room.
  wire::Recorded::Builder add() { return list_[count_++]; }
  unsigned size() const { return count_; }

  // Copies it. `cursor` and `version`: behind everything that was looked at; empty and 0: not said.
  struct Behind {
    std::string cursor;
    std::uint64_t version = 0;
    bool more = false;
  };
  void write(const Behind& behind, wire::Page::Builder into) const;
  // About how large the copy is.
  std::size_t words() const { return message_.sizeInWords() + 16; }

 private:
  mutable capnp::MallocMessageBuilder message_;
  capnp::Orphan<capnp::List<wire::Recorded>> orphan_;
  capnp::List<wire::Recorded>::Builder list_;
  unsigned count_ = 0;
};

// What writes pages of the log into EventPage::records, `most` records at most.
MakePageWriter record_writer(unsigned most);

// A page of one subject's history.
std::shared_ptr<RecordPage> record_page_of(const std::vector<const HistoryItem*>& items,
                                           std::string_view subject);

}  // namespace dangol
