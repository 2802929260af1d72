// Runs the built program as a user does, on a store of the test's own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "tests/support/temp_dir.h"

namespace dangol::test {

using Arguments = std::vector<std::string>;

struct Finished {
  int exit_code = -1;  // -1: ended by a signal
  std::string out;
  std::string err;
};
void PrintTo(const Finished& finished, std::ostream* out);

// A program that runs, fed and read through pipes. Dies with the test.
class Child {
 public:
  // `directory` is where it runs, and where its standard error is kept meanwhile.
  Child(const Arguments& command, const std::filesystem::path& directory);
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  pid_t id() const { return id_; }
  // Readable when it has printed something or has ended.
  int output() const { return out_; }
  // False when it does not read any more. Waits while it is slow to read. May be called while another
  // thread reads.
  bool send(std::string_view bytes);
  void end_input();
  // The next line, without its end; empty when there is none. Waits for it.
  std::string read_line();
  // SIGKILL: no destructor runs, nothing is flushed.
  void kill();
  // Reads what is left and waits for its end.
  Finished wait();

 private:
  bool read_more();

  pid_t id_ = -1;
  int in_ = -1;
  int out_ = -1;
  std::filesystem::path err_;
  std::string unread_;
};

// Counts by name, from a flat JSON object: {"a":1,"b":2}. Members that are no counts are left out.
using Counts = std::map<std::string, std::uint64_t>;
// The counts in the object at `path` ("types", "outcomes"; "" for the whole) of a JSON text. Fails
// the test when the text is not JSON or nothing is there.
Counts counts_in(const std::string& json, const std::string& path = "");

// A folder with a store that only the program touches.
class ProgramStore {
 public:
  const std::filesystem::path& folder() const { return dir_.path(); }
  std::string path(const std::string& name) const { return dir_ / name; }
  std::string store() const { return path("store"); }
  // Writes a file into the folder and gives its path.
  std::string file(const std::string& name, std::string_view bytes) const;

  // `dangol --data STORE arguments...` in the folder.
  Arguments command(const Arguments& arguments) const;
  Finished run(const Arguments& arguments, std::string_view input = "") const;
  // What `log stat --json` prints.
  std::string stat() const;
  std::uint64_t records() const { return counts_in(stat()).at("records"); }
  // Expects that `replay --verify` agrees; the number of records replayed.
  std::uint64_t expect_replay_agrees() const;

 private:
  TempDir dir_;
};

// One event, `contact.started`, with what a test wants otherwise.
struct EventText {
  std::string id = "e1";
  std::string subject = "customer/kim";
  std::string time = "2026-01-01T10:00:00Z";
  std::string contact = {};  // empty: as the id
  std::string json() const;
};

// Events of many types over many streams, with private words and records that concern two streams:
// NDJSON lines. The same count gives the same text.
std::vector<std::string> many_events(int count);

}  // namespace dangol::test
