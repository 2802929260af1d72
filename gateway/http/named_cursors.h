// Cursors that consumers of the log keep here under a name, so that they need not keep any state: one file
// an account, `<dir>/<SHA-256 of the account>`, replaced whole. Grammar of a file:
//
//   file   := "dangol cursors v1\n" "revision " number "\n" { line }
//   line   := name " " revision " " cursor "\n"             by name
//
// A revision is one put; it is never given twice, so that nobody takes another put for the one he knows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "events/outcome.h"
#include "gateway/http/event_cursor.h"

namespace dangol {

struct NamedCursor {
  EventCursor cursor;
  std::uint64_t revision = 0;  // its ETag
};

// When a cursor may be changed.
struct CursorCondition {
  std::optional<std::uint64_t> revision;  // it is this one; nullopt: there is none
};

// Thread-safe. One of a store at a time. kRejected: a name that is none (1..64 letters, digits, `.`, `_`, `-`).
// kCorrupt: the file does not read. kUnavailable: it cannot be written.
class NamedCursors {
 public:
  // The folder is made with the first cursor.
  explicit NamedCursors(std::filesystem::path dir) : dir_(std::move(dir)) {}

  Result<std::optional<NamedCursor>> get(std::string_view account, std::string_view name) const;
  // Durable on return; the new revision. kConflict: the condition does not hold. kOverloaded: more than
  // kMaxAccountCursors, or of more than kMaxCursorAccounts.
  Result<std::uint64_t> put(std::string_view account, std::string_view name,
                            const EventCursor& cursor, const CursorCondition& when) const;
  // kNotFound: there is none. `when` nullopt: whatever it is.
  Status remove(std::string_view account, std::string_view name,
                std::optional<CursorCondition> when) const;

 private:
  struct File {
    std::uint64_t revision = 0;  // the last one that was given
    std::map<std::string, NamedCursor, std::less<>> cursors;
  };
  std::filesystem::path path_of(std::string_view account) const;
  Result<std::optional<File>> read(const std::filesystem::path& path) const;
  Status write(const std::filesystem::path& path, const File& file) const;

  const std::filesystem::path dir_;
  mutable std::mutex mutex_;  // guards the files
};

}  // namespace dangol
