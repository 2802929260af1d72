#include "tests/system/program.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "events/json_check.h"
#include "tests/support/files.h"

namespace dangol::test {

namespace {

using Pipe = std::array<int, 2>;

Pipe make_pipe() {
  Pipe ends;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe");
  }
  return ends;
}

// In the child: nothing but what may be done between fork and exec.
[[noreturn]] void become(char* const* command, const char* directory, int in, int out,
                         const char* err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGPIPE, SIG_DFL);
  const int err_fd = ::open(err, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (::dup2(in, STDIN_FILENO) < 0 || ::dup2(out, STDOUT_FILENO) < 0 ||
      ::dup2(err_fd, STDERR_FILENO) < 0 || ::chdir(directory) != 0) {
    ::_exit(127);
  }
  ::execvp(command[0], command);
  ::_exit(127);
}

std::uint64_t number(std::string_view text) {
  return std::strtoull(std::string(text).c_str(), nullptr, 10);
}

}  // namespace

void PrintTo(const Finished& finished, std::ostream* out) {
  *out << "exit status " << finished.exit_code << "\n" << finished.out << finished.err;
}

Child::Child(const Arguments& command, const std::filesystem::path& directory) {
  ::signal(SIGPIPE, SIG_IGN);  // send() says it
  // So that a slow machine records and signs no more than a fast one. A test may say otherwise.
  ::setenv("DANGOL_HEADS_EVERY", "0", 0);
  static int children = 0;
  err_ = directory / fmt::format("stderr-{}-{}", ::getpid(), ++children);
  const Pipe in = make_pipe();
  const Pipe out = make_pipe();
  std::vector<char*> words;
  for (const std::string& word : command) words.push_back(const_cast<char*>(word.c_str()));
  words.push_back(nullptr);
  id_ = ::fork();
  if (id_ == 0) become(words.data(), directory.c_str(), in[0], out[1], err_.c_str());
  ::close(in[0]);
  ::close(out[1]);
  in_ = in[1];
  out_ = out[0];
  if (id_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
}

Child::~Child() {
  if (id_ > 0) {
    kill();
    wait();
  }
  end_input();
  ::close(out_);
}

bool Child::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::write(in_, bytes.data(), bytes.size());
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Child::end_input() {
  if (in_ >= 0) ::close(in_);
  in_ = -1;
}

bool Child::read_more() {
  std::array<char, 65536> buffer;
  ssize_t got = 0;
  do {
    got = ::read(out_, buffer.data(), buffer.size());
  } while (got < 0 && errno == EINTR);
  if (got > 0) unread_.append(buffer.data(), static_cast<std::size_t>(got));
  return got > 0;
}

std::string Child::read_line() {
  std::size_t end;
  while ((end = unread_.find('\n')) == unread_.npos) {
    if (!read_more()) return std::exchange(unread_, "");
  }
  const std::string line = unread_.substr(0, end);
  unread_.erase(0, end + 1);
  return line;
}

void Child::kill() { ::kill(id_, SIGKILL); }

Finished Child::wait() {
  while (read_more()) {
  }
  int status = 0;
  while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
  }
  id_ = -1;
  Finished finished;
  finished.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  finished.out = std::exchange(unread_, "");
  finished.err = read_file(err_);
  return finished;
}

Counts counts_in(const std::string& json, const std::string& path) {
  JsonTape tape;
  std::string scratch;
  Counts counts;
  if (const Status read = tape.read(json); !read.ok()) {
    ADD_FAILURE() << read.error().message << ": " << json;
    return counts;
  }
  bool found = path.empty();
  // Names and values follow each other; a container's own items come right behind it.
  const auto collect = [&](std::uint32_t object, const auto& into) -> void {
    for (std::uint32_t at = object + 1; at < tape[object].next; at = tape[at + 1].next) {
      const std::string name(tape.string(tape[at], scratch));
      const JsonNode& value = tape[at + 1];
      if (found && value.kind == JsonKind::kNumber) counts[name] = number(tape.raw(value));
      if (!found && name == path && value.kind == JsonKind::kObject) {
        found = true;
        into(at + 1, into);
        return;
      }
    }
  };
  if (tape[0].kind == JsonKind::kObject) collect(0, collect);
  EXPECT_TRUE(found) << path << " is not in " << json;
  return counts;
}

std::string ProgramStore::file(const std::string& name, std::string_view bytes) const {
  write_file(dir_ / name, bytes);
  return path(name);
}

Arguments ProgramStore::command(const Arguments& arguments) const {
  Arguments command{DANGOL_PROGRAM, "--data", store()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

Finished ProgramStore::run(const Arguments& arguments, std::string_view input) const {
  Child child(command(arguments), folder());
  child.send(input);
  child.end_input();
  return child.wait();
}

std::string ProgramStore::stat() const {
  const Finished stat = run({"log", "stat", "--json"});
  EXPECT_EQ(stat.exit_code, 0) << stat.err;
  return stat.out;
}

std::uint64_t ProgramStore::expect_replay_agrees() const {
  const Finished replay = run({"replay", "--verify", "--json"});
  EXPECT_EQ(replay.exit_code, 0) << replay.out << replay.err;
  const Counts counts = counts_in(replay.out);
  EXPECT_EQ(counts.at("different"), 0U);
  return counts.at("records");
}

std::string EventText::json() const {
  return fmt::format(R"({{"specversion":"1.0","id":"{}","source":"/test","type":"contact.started",)"
                     R"("subject":"{}","time":"{}","data":{{"contactId":"{}","channel":"phone",)"
                     R"("direction":"inbound"}}}})"
                     "\n",
                     id, subject, time, contact.empty() ? id : contact);
}

std::vector<std::string> many_events(int count) {
  constexpr int kCustomers = 40;
  std::vector<std::string> lines;
  for (int i = 0; i < count; ++i) {
    const int story = i / 4;
    const std::string contact = fmt::format("call-{}", story);
    const std::string customer = fmt::format("customer/person-{}", story % kCustomers);
    const char* type = "contact.started";
    std::string subject = "contact/" + contact;
    std::string data = fmt::format(R"("contactId":"{}")", contact);
    switch (i % 4) {
      case 0: data += R"(,"channel":"phone","direction":"inbound")"; break;
      case 1:
        type = "message.exchanged";
        data += R"(,"messageId":"m","authorKind":"customer","text":"Nobody answered me.")";
        break;
      case 2:
        type = "contact.attributed";
        data += fmt::format(R"(,"from":"{}","to":"{}","reason":"personLearnt")", subject, customer);
        break;
      default:
        type = "issue.opened";
        subject = customer;
        data = fmt::format(R"("issueId":"issue-{}","topic":"receipt")", story);
    }
    lines.push_back(fmt::format(
        R"({{"specversion":"1.0","id":"event-{}","source":"/test","type":"{}","subject":"{}",)"
        R"("time":"2026-01-01T{:02}:{:02}:{:02}Z","data":{{{}}}}})"
        "\n",
        i, type, subject, i / 3600, i / 60 % 60, i % 60, data));
  }
  return lines;
}

}  // namespace dangol::test
