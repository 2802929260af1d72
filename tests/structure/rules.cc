#include "tests/structure/rules.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>

namespace dangol::structure {
namespace {

// Includes run one way: a room sees itself and the rooms, and the single headers, named here.
struct Room {
  std::string_view name;
  std::initializer_list<std::string_view> sees;
};
const std::array kRooms{
    Room{"events", {}},
    Room{"store", {"events"}},
    Room{"actors", {"events", "store"}},
    Room{"replay", {"events", "store"}},
    // What a client and a server say to each other is the server's to define.
    Room{"client", {"events", "gateway/dangol.capnp.h"}},
    Room{"gateway", {"events", "store", "actors", "replay", "client"}},
    Room{"app", {"events", "store", "actors", "replay", "client", "gateway"}},
};

// A foreign library's headers, and the path prefixes of the only files that may include them.
struct Fence {
  std::string_view header;
  std::initializer_list<std::string_view> allowed;
};
const std::array kFences{
    Fence{"rocksdb/", {"store/"}},
    Fence{"caf/", {"actors/", "gateway/bridge"}},
    Fence{"kj/async", {"client/", "gateway/", "app/"}},
    Fence{"openssl/",
          {"events/sealing", "events/hash", "store/vault", "store/merkle", "gateway/tls"}},
    Fence{"toml++/", {"app/import/"}},
    Fence{"csv.h", {"app/import/"}},
    Fence{"zlib.h", {"app/import/"}},
    Fence{"CLI/", {"app/"}},
};

// What gives somebody the right to see words or names, and the path prefixes of the only files that may
// say it. gateway/access_grant.h is where everybody else gets it from, once it is on record.
struct Opening {
  std::string_view text;
  std::initializer_list<std::string_view> allowed;
};
const std::array kOpenings{
    Opening{"ReaderRights",
            {"events/sealing_open", "events/sealing_evidence", "replay/history",
             "replay/answers/figure_members", "replay/answers/figure_form.cc", "actors/mirror.cc",
             "gateway/access_grant", "gateway/problem_naming.cc", "store/erasures.cc",
             "actors/forget_plan.cc", "bench/", "tests/"}},
    Opening{"open_words(", {"events/sealing", "tests/", "bench/"}},
    Opening{"subject_of(",
            {"events/sealing", "store/vault", "store/memory_vault", "actors/mirror.cc",
             "actors/generation.cc", "replay/answers/figure_members.cc",
             "gateway/problem_naming.cc", "gateway/directory.cc", "gateway/http/event_pages.cc",
             "store/erasures.cc", "store/anchored_erasures.cc", "store/held_stream",
             "actors/forget_", "actors/restore.cc", "tests/", "bench/"}},
};

// Headers that no header of ours may pass on: they cost every reader seconds of compile time and
// would carry one library's types over a room's edge.
const std::array<std::string_view, 3> kNeverInHeaders{"caf/", "kj/", "capnp/"};

bool is_header(std::string_view path) { return path.ends_with(".h"); }

// A header whose whole point is such a type says so in its name, and only sources and headers of
// the same kind include it. An actor's header shows its CAF class.
bool is_marked(std::string_view path) {
  return path.ends_with("_capnp.h") || path.ends_with("_kj.h") || path.ends_with("_actor.h") ||
         path == "actors/caf.h";
}

// The folder at the top, if it is a room.
std::optional<Room> room_of(std::string_view path) {
  auto it = std::find_if(kRooms.begin(), kRooms.end(), [&](const Room& room) {
    return path.starts_with(room.name) && path.substr(room.name.size()).starts_with("/");
  });
  return it == kRooms.end() ? std::nullopt : std::optional(*it);
}

bool begins_with_any(std::string_view text, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](std::string_view prefix) { return text.starts_with(prefix); });
}

// The target of an #include, empty for any other line.
std::string_view included(std::string_view line) {
  auto skip_spaces = [&] {
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  };
  skip_spaces();
  if (!line.starts_with('#')) return {};
  line.remove_prefix(1);
  skip_spaces();
  if (!line.starts_with("include")) return {};
  line.remove_prefix(7);
  skip_spaces();
  if (!line.starts_with('<') && !line.starts_with('"')) return {};
  line.remove_prefix(1);
  return line.substr(0, line.find_first_of(">\""));
}

class Checker {
 public:
  explicit Checker(std::string_view path) : path_(path), room_(room_of(path)) {}

  void check_include(std::string_view target) {
    if (!room_) return;
    if (auto other = room_of(target);
        other && other->name != room_->name && !sees(other->name, target)) {
      report(target, "includes run one way, and this one runs back");
    }
    for (const Fence& fence : kFences) {
      if (target.starts_with(fence.header) && !begins_with_any(path_, fence.allowed)) {
        report(target, "this library stays in its own files");
      }
    }
    if (!is_header(path_) || is_marked(path_)) return;
    if (is_marked(target) || target.ends_with(".capnp.h") ||
        std::any_of(kNeverInHeaders.begin(), kNeverInHeaders.end(),
                    [&](std::string_view prefix) { return target.starts_with(prefix); })) {
      report(target, "no header of ours passes this on: include it in a .cc");
    }
  }

  void check_opening(std::string_view line) {
    for (const Opening& opening : kOpenings) {
      if (line.find(opening.text) == line.npos || begins_with_any(path_, opening.allowed)) continue;
      found_.push_back(std::string(path_) + " says " + std::string(opening.text) +
                       ": words and names are opened by an AccessGrant, once that is on record");
    }
  }

  void check_length(std::size_t lines) {
    if (lines > kMaxLines) {
      found_.push_back(std::string(path_) + ": " + std::to_string(lines) + " lines, over " +
                       std::to_string(kMaxLines) + ": there are two ideas in it");
    }
  }

  std::vector<std::string> found() && { return std::move(found_); }

 private:
  // Whether this file's room may include `target`, which is of the room `other`.
  bool sees(std::string_view other, std::string_view target) const {
    return std::any_of(room_->sees.begin(), room_->sees.end(),
                       [&](std::string_view seen) { return seen == other || seen == target; });
  }
  void report(std::string_view target, std::string_view reason) {
    found_.push_back(std::string(path_) + " includes " + std::string(target) + ": " +
                     std::string(reason));
  }

  std::string_view path_;
  std::optional<Room> room_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> violations(std::string_view path, std::string_view text) {
  Checker checker(path);
  std::size_t lines = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (auto target = included(text.substr(0, end)); !target.empty()) {
      checker.check_include(target);
    }
    checker.check_opening(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    ++lines;
  }
  checker.check_length(lines);
  return std::move(checker).found();
}

}  // namespace dangol::structure
