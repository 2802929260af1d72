// The system's files, but writes to RocksDB's write-ahead log can be told to fail.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

namespace dangol::test {

enum class WalFault : std::uint8_t {
  kNone,
  kAppend,    // nothing reaches the file
  kSync,      // the bytes reach the file, but the sync fails
  kSkipSync,  // no fault, and no wait for the disk: for many small frames
};

class FailingEnv {
 public:
  FailingEnv() : env_(rocksdb::NewCompositeEnv(std::make_shared<Files>(&fault_))) {}
  rocksdb::Env* env() { return env_.get(); }
  void set(WalFault fault) { fault_ = fault; }

 private:
  class Wal final : public rocksdb::FSWritableFileOwnerWrapper {
   public:
    Wal(std::unique_ptr<rocksdb::FSWritableFile> file, std::atomic<WalFault>* fault)
        : FSWritableFileOwnerWrapper(std::move(file)), fault_(fault) {}
    using FSWritableFileOwnerWrapper::Append;
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             rocksdb::IODebugContext* debug) override {
      if (*fault_ == WalFault::kAppend) return rocksdb::IOStatus::IOError("no write, as asked");
      return FSWritableFileOwnerWrapper::Append(data, options, debug);
    }
    rocksdb::IOStatus Append(const rocksdb::Slice& data, const rocksdb::IOOptions& options,
                             const rocksdb::DataVerificationInfo& info,
                             rocksdb::IODebugContext* debug) override {
      if (*fault_ == WalFault::kAppend) return rocksdb::IOStatus::IOError("no write, as asked");
      return FSWritableFileOwnerWrapper::Append(data, options, info, debug);
    }
    rocksdb::IOStatus Sync(const rocksdb::IOOptions& options,
                           rocksdb::IODebugContext* debug) override {
      if (*fault_ == WalFault::kSync) return rocksdb::IOStatus::IOError("no sync, as asked");
      if (*fault_ == WalFault::kSkipSync) return rocksdb::IOStatus::OK();
      return FSWritableFileOwnerWrapper::Sync(options, debug);
    }

   private:
    std::atomic<WalFault>* fault_;
  };

  class Files final : public rocksdb::FileSystemWrapper {
   public:
    explicit Files(std::atomic<WalFault>* fault)
        : FileSystemWrapper(rocksdb::FileSystem::Default()), fault_(fault) {}
    const char* Name() const override { return "FailingFiles"; }
    rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override {
      auto status = FileSystemWrapper::NewWritableFile(name, options, file, debug);
      if (status.ok() && name.ends_with(".log")) {
        *file = std::make_unique<Wal>(std::move(*file), fault_);
      }
      return status;
    }

   private:
    std::atomic<WalFault>* fault_;
  };

  std::atomic<WalFault> fault_{WalFault::kNone};
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace dangol::test
