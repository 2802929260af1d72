// The system's files under RocksDB, which can be told to fail as disks do: a sync that fails, a disk
// that is full, a read that fails, a loss of power that takes what was not synced.
//
//   FaultFiles files;
//   options.env = files.env();
//   files.fail({FileOp::kSync, ".log"});                  every sync of a write-ahead log, from now on
//   files.fail({.op = FileOp::kSync, .path = "vault/", .retryable = true, .times = 1});
//   files.set_free_bytes(4096);                           then ENOSPC, in the middle of a write
//   files.lose_power(); store.reset(); files.restore_power({.keep_bytes = 100});
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace dangol::test {

enum class FileOp : std::uint8_t { kAppend, kSync, kRead };

struct FileFault {
  FileOp op = FileOp::kSync;
  std::string path = {};   // a part of the file's path
  bool retryable = false;  // as RocksDB is told of it
  int times = -1;          // how often; -1: until heal()
  int after = 0;           // how many operations succeed before
};

// What becomes of bytes that were written and not synced.
struct PowerLoss {
  std::uint64_t keep_bytes = 0;     // of each file, the first so many stay
  std::mt19937* sectors = nullptr;  // or: each sector of 512 bytes stays or reads as zeros
};

// Thread-safe, but for restore_power().
class FaultFiles {
 public:
  FaultFiles() : env_(rocksdb::NewCompositeEnv(std::make_shared<Files>(&state_))) {}
  rocksdb::Env* env() { return env_.get(); }

  void fail(FileFault fault) {
    const std::lock_guard lock(state_.mutex);
    state_.faults.push_back(std::move(fault));
  }
  void heal() {
    const std::lock_guard lock(state_.mutex);
    state_.faults.clear();
    state_.free_bytes.reset();
  }
  // The disk has this much room; what is deleted gives its room back.
  void set_free_bytes(std::uint64_t bytes) {
    const std::lock_guard lock(state_.mutex);
    state_.free_bytes = static_cast<std::int64_t>(bytes);
  }
  std::uint64_t free_bytes() const {
    const std::lock_guard lock(state_.mutex);
    if (!state_.free_bytes) return 1ULL << 40;
    return static_cast<std::uint64_t>(std::max<std::int64_t>(*state_.free_bytes, 0));
  }
  // Syncs do not wait for the disk, but count: for many small frames, and for losses of power, which
  // are played here.
  void skip_syncs() {
    const std::lock_guard lock(state_.mutex);
    state_.skip_syncs = true;
  }
  // From here on nothing reaches a file: the process is as good as dead.
  void lose_power() {
    const std::lock_guard lock(state_.mutex);
    state_.power = false;
  }
  // REQUIRES: everything that had files open here is gone.
  void restore_power(PowerLoss loss = {}) {
    const std::lock_guard lock(state_.mutex);
    for (auto& [path, file] : state_.files) {
      if (file.written <= file.synced || !std::filesystem::exists(path)) continue;
      if (loss.sectors != nullptr) {
        tear(path, file, *loss.sectors);
      } else {
        std::filesystem::resize_file(path, std::min(file.written, file.synced + loss.keep_bytes));
      }
    }
    state_.files.clear();
    state_.power = true;
  }

 private:
  struct FileState {
    std::uint64_t written = 0, synced = 0;
  };
  struct State {
    mutable std::mutex mutex;
    std::vector<FileFault> faults;
    std::optional<std::int64_t> free_bytes;
    bool power = true, skip_syncs = false;
    std::map<std::string, FileState> files;

    // The error that the operation meets, if any. REQUIRES: mutex.
    rocksdb::IOStatus meet(FileOp op, const std::string& path) {
      if (!power) return rocksdb::IOStatus::IOError("no power, as asked");
      for (FileFault& fault : faults) {
        if (fault.op != op || path.find(fault.path) == std::string::npos) continue;
        if (fault.after > 0) {
          --fault.after;
          continue;
        }
        if (fault.times == 0) continue;
        if (fault.times > 0) --fault.times;
        rocksdb::IOStatus error = rocksdb::IOStatus::IOError("failed, as asked", path);
        error.SetRetryable(fault.retryable);
        return error;
      }
      return rocksdb::IOStatus::OK();
    }
  };

  static void tear(const std::string& path, const FileState& file, std::mt19937& random) {
    std::filesystem::resize_file(path, file.written);
    std::fstream out(path, std::ios::in | std::ios::out | std::ios::binary);
    constexpr std::uint64_t kSector = 512;
    std::uint64_t at = file.synced;
    while (at < file.written) {
      const std::uint64_t end = std::min(file.written, (at / kSector + 1) * kSector);
      if (random() % 2 == 0) {
        out.seekp(static_cast<std::streamoff>(at));
        out << std::string(end - at, '\0');
      }
      at = end;
    }
  }

  class Written final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    Written(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, State* state)
        : FSWritableFileOwnerWrapper(std::move(file)), path_(std::move(path)), state_(state) {}
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      const std::lock_guard lock(state_->mutex);
      if (auto met = state_->meet(FileOp::kAppend, path_); !met.ok()) return met;
      std::size_t fits = data.size();
      if (state_->free_bytes) {
        fits = std::min<std::size_t>(fits, std::max<std::int64_t>(*state_->free_bytes, 0));
        *state_->free_bytes -= static_cast<std::int64_t>(fits);
      }
      auto status = FSWritableFileOwnerWrapper::Append({data.data(), fits}, options, debug);
      if (status.ok()) state_->files[path_].written += fits;
      if (!status.ok() || fits == data.size()) return status;
      status = rocksdb::IOStatus::NoSpace("the disk is full, as asked", path_);
      status.SetRetryable(true);
      return status;
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo&,
                             rocksdb::IODebugContext* debug) override {
      return Append(data, options, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
      return synced([&] { return FSWritableFileOwnerWrapper::Sync(options, debug); });
    }
    rocksdb::IOStatus Fsync(const rocksdb::IOOptions& options,
                            rocksdb::IODebugContext* debug) override {
      return synced([&] { return FSWritableFileOwnerWrapper::Fsync(options, debug); });
    }
    rocksdb::IOStatus Truncate(std::uint64_t size, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override {
      const std::lock_guard lock(state_->mutex);
      if (!state_->power) return rocksdb::IOStatus::IOError("no power, as asked");
      auto status = FSWritableFileOwnerWrapper::Truncate(size, options, debug);
      if (auto found = state_->files.find(path_); status.ok() && found != state_->files.end()) {
        found->second.written = std::min(found->second.written, size);
      }
      return status;
    }

   private:
    rocksdb::IOStatus synced(auto sync) {
      std::uint64_t written = 0;
      {
        const std::lock_guard lock(state_->mutex);
        if (auto met = state_->meet(FileOp::kSync, path_); !met.ok()) return met;
        FileState& file = state_->files[path_];
        written = file.written;
        if (state_->skip_syncs) {
          file.synced = written;
          return rocksdb::IOStatus::OK();
        }
      }
      rocksdb::IOStatus status = sync();
      const std::lock_guard lock(state_->mutex);
      if (status.ok()) state_->files[path_].synced = written;
      return status;
    }

    const std::string path_;
    State* const state_;
  };

  class ReadAnywhere final : public rocksdb::FSRandomAccessFileWrapper {
   public:
    ReadAnywhere(std::unique_ptr<rocksdb::FSRandomAccessFile> file, std::string path, State* state)
        : FSRandomAccessFileWrapper(file.get()),
          file_(std::move(file)),
          path_(std::move(path)),
          state_(state) {}
    rocksdb::IOStatus Read(std::uint64_t offset, std::size_t n, const rocksdb::IOOptions& options,
                           rocksdb::Slice* result, char* scratch,
                           rocksdb::IODebugContext* debug) const override {
      if (auto met = meet(); !met.ok()) return met;
      return file_->Read(offset, n, options, result, scratch, debug);
    }
    rocksdb::IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count,
                                const rocksdb::IOOptions& options,
                                rocksdb::IODebugContext* debug) override {
      for (std::size_t i = 0; i < count; ++i) requests[i].status = meet();
      if (count > 0 && !requests[0].status.ok()) return requests[0].status;
      return file_->MultiRead(requests, count, options, debug);
    }

   private:
    rocksdb::IOStatus meet() const {
      const std::lock_guard lock(state_->mutex);
      return state_->meet(FileOp::kRead, path_);
    }
    const std::unique_ptr<rocksdb::FSRandomAccessFile> file_;
    const std::string path_;
    State* const state_;
  };

  class Files final : public rocksdb::FileSystemWrapper {
   public:
    explicit Files(State* state)
        : FileSystemWrapper(rocksdb::FileSystem::Default()), state_(state) {}
    const char* Name() const override { return "FaultFiles"; }
    rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override {
      return written(path, file,
                     [&] { return target()->NewWritableFile(path, options, file, debug); });
    }
    rocksdb::IOStatus ReopenWritableFile(const std::string& path,
                                         const rocksdb::FileOptions& options,
                                         std::unique_ptr<rocksdb::FSWritableFile>* file,
                                         rocksdb::IODebugContext* debug) override {
      return target()->ReopenWritableFile(path, options, file, debug);  // only to cut a file
    }
    rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                          const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                          rocksdb::IODebugContext* debug) override {
      auto status = target()->NewRandomAccessFile(path, options, file, debug);
      if (status.ok()) *file = std::make_unique<ReadAnywhere>(std::move(*file), path, state_);
      return status;
    }
    rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                                 const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* debug) override {
      const std::lock_guard lock(state_->mutex);
      if (!state_->power) return rocksdb::IOStatus::IOError("no power, as asked");
      auto status = target()->RenameFile(from, to, options, debug);
      if (auto node = state_->files.extract(from); status.ok() && node) {
        node.key() = to;
        state_->files.erase(to);
        state_->files.insert(std::move(node));
      }
      return status;
    }
    rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                                 rocksdb::IODebugContext* debug) override {
      const std::lock_guard lock(state_->mutex);
      if (!state_->power) return rocksdb::IOStatus::IOError("no power, as asked");
      std::uint64_t size = 0;
      const bool known = target()->GetFileSize(path, options, &size, debug).ok();
      auto status = target()->DeleteFile(path, options, debug);
      if (!status.ok()) return status;
      if (known && state_->free_bytes) *state_->free_bytes += static_cast<std::int64_t>(size);
      state_->files.erase(path);
      return status;
    }
    rocksdb::IOStatus GetFreeSpace(const std::string& path, const rocksdb::IOOptions& options,
                                   std::uint64_t* bytes, rocksdb::IODebugContext* debug) override {
      const std::lock_guard lock(state_->mutex);
      if (!state_->free_bytes) return target()->GetFreeSpace(path, options, bytes, debug);
      *bytes = static_cast<std::uint64_t>(std::max<std::int64_t>(*state_->free_bytes, 0));
      return rocksdb::IOStatus::OK();
    }

   private:
    rocksdb::IOStatus written(const std::string& path,
                              std::unique_ptr<rocksdb::FSWritableFile>* file, auto open) {
      const std::lock_guard lock(state_->mutex);
      if (!state_->power) return rocksdb::IOStatus::IOError("no power, as asked");
      rocksdb::IOStatus status = open();
      if (!status.ok()) return status;
      state_->files[path] = {};
      *file = std::make_unique<Written>(std::move(*file), path, state_);
      return status;
    }

    State* const state_;
  };

  State state_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace dangol::test
