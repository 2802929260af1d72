// Preloaded into a program (LD_PRELOAD): ends it by SIGKILL at one of the changes that it makes to files. So
// a test can cut a command short at each of its steps, and none needs to be named in the program.
//
//   DANGOL_KILL_UNDER=PREFIX   the changes that count are those to paths that begin so; RocksDB's logs for
//                              people (LOG) never do
//   DANGOL_KILL_AT=N           before the N-th of them, from 1 on. A write of several bytes is two: before
//                              it, and when half of it is done. Absent or 0: never
//   DANGOL_KILL_TRACE=FILE     a line a step: what it does, and to which path
//
// What a killed process has written stays, synced or not: so nothing is synced here, to be quick.
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

namespace {

std::atomic<long> steps{0};

// The function of this name that would be called without us.
template <class Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

bool counts(const char* path) {
  const char* under = std::getenv("DANGOL_KILL_UNDER");
  if (under == nullptr || std::strncmp(path, under, std::strlen(under)) != 0) return false;
  const char* name = std::strrchr(path, '/');
  return name == nullptr || std::strncmp(name, "/LOG", 4) != 0;
}

[[noreturn]] void die() {
  ::syscall(SYS_kill, ::getpid(), SIGKILL);
  for (;;) ::pause();
}

// Whether this step is the one. The step is counted.
bool is_due(const char* what, const char* path) {
  const long step = ++steps;
  if (const char* trace = std::getenv("DANGOL_KILL_TRACE"); trace != nullptr) {
    char line[PATH_MAX + 64];
    const int size = std::snprintf(line, sizeof line, "%s %s\n", what, path);
    const long file =
        ::syscall(SYS_openat, AT_FDCWD, trace, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    ::syscall(SYS_write, file, line, size);
    ::syscall(SYS_close, file);
  }
  const char* at = std::getenv("DANGOL_KILL_AT");
  return at != nullptr && std::atol(at) == step;
}

void step(const char* what, const char* path) {
  if (counts(path) && is_due(what, path)) die();
}

// The path of an open file; empty when it has none.
struct PathOf {
  explicit PathOf(int fd) {
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    const ssize_t size = ::readlink(link, text, sizeof text - 1);
    text[size < 0 ? 0 : size] = '\0';
  }
  char text[PATH_MAX];
};

// `path` from the folder that `dir` is.
struct PathAt {
  PathAt(int dir, const char* path) {
    if (dir == AT_FDCWD || path[0] == '/') {
      std::snprintf(text, sizeof text, "%s", path);
    } else {
      std::snprintf(text, sizeof text, "%s/%s", PathOf(dir).text, path);
    }
  }
  char text[2 * PATH_MAX];
};

void step_of_open(const char* path, int flags) {
  struct stat info {};
  const bool makes = (flags & O_CREAT) != 0 && ::stat(path, &info) != 0;
  if (makes || (flags & O_TRUNC) != 0) step("make", path);
}

template <class Write>
auto write_in_two(int fd, std::size_t size, const Write& write) -> decltype(write(size)) {
  const PathOf path(fd);
  if (!counts(path.text)) return write(size);
  if (is_due("write", path.text)) die();
  if (size > 1 && is_due("half", path.text)) {
    static_cast<void>(write(size / 2));
    die();
  }
  return write(size);
}

mode_t mode_of(int flags, va_list more) {
  return (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0;
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  step_of_open(path, flags);
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
int open64(const char* path, int flags, ...) {
  va_list more;
  va_start(more, flags);
  const mode_t mode = mode_of(flags, more);
  va_end(more);
  step_of_open(path, flags);
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}

ssize_t write(int fd, const void* bytes, std::size_t size) {
  return write_in_two(
      fd, size, [=](std::size_t some) -> ssize_t { return ::syscall(SYS_write, fd, bytes, some); });
}
ssize_t pwrite(int fd, const void* bytes, std::size_t size, off_t at) {
  return write_in_two(fd, size, [=](std::size_t some) -> ssize_t {
    return ::syscall(SYS_pwrite64, fd, bytes, some, at);
  });
}
ssize_t pwrite64(int fd, const void* bytes, std::size_t size, off64_t at) {
  return write_in_two(fd, size, [=](std::size_t some) -> ssize_t {
    return ::syscall(SYS_pwrite64, fd, bytes, some, at);
  });
}
ssize_t writev(int fd, const struct iovec* parts, int count) {
  step("write", PathOf(fd).text);
  return ::syscall(SYS_writev, fd, parts, count);
}

int rename(const char* from, const char* to) noexcept {
  step("rename", to);
  return static_cast<int>(::syscall(SYS_rename, from, to));
}
int unlink(const char* path) noexcept {
  step("remove", path);
  return static_cast<int>(::syscall(SYS_unlink, path));
}
int unlinkat(int dir, const char* path, int flags) noexcept {
  step("remove", PathAt(dir, path).text);
  return static_cast<int>(::syscall(SYS_unlinkat, dir, path, flags));
}
int remove(const char* path) noexcept {
  step("remove", path);
  return real<int(const char*)>("remove")(path);
}
int rmdir(const char* path) noexcept {
  step("remove", path);
  return static_cast<int>(::syscall(SYS_rmdir, path));
}
int mkdir(const char* path, mode_t mode) noexcept {
  step("make", path);
  return static_cast<int>(::syscall(SYS_mkdir, path, mode));
}
int link(const char* from, const char* to) noexcept {
  step("link", to);
  return static_cast<int>(::syscall(SYS_link, from, to));
}
int ftruncate(int fd, off_t size) noexcept {
  step("cut", PathOf(fd).text);
  return static_cast<int>(::syscall(SYS_ftruncate, fd, size));
}
int ftruncate64(int fd, off64_t size) noexcept {
  step("cut", PathOf(fd).text);
  return static_cast<int>(::syscall(SYS_ftruncate, fd, size));
}

int fsync(int) { return 0; }
int fdatasync(int) { return 0; }
int sync_file_range(int, off64_t, off64_t, unsigned) { return 0; }
int syncfs(int) noexcept { return 0; }

}  // extern "C"
