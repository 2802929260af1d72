#include "tests/simulation/sim_files.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "tests/simulation/sim_disk.h"

namespace dangol::simulation {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using DiskPtr = std::shared_ptr<SimDisk>;

class SimWritable final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  SimWritable(std::unique_ptr<rocksdb::FSWritableFile> file, std::string path, SimInodePtr inode,
              DiskPtr disk)
      : FSWritableFileOwnerWrapper(std::move(file)),
        path_(std::move(path)),
        inode_(std::move(inode)),
        disk_(std::move(disk)) {}
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  IODebugContext* debug) override {
    const std::lock_guard lock(disk_->mutex);
    if (auto met = disk_->meet(DiskOp::kWrite, path_); !met.ok()) return met;
    std::size_t fits = data.size();
    if (disk_->free_bytes) {
      fits = std::min<std::size_t>(fits, *disk_->free_bytes);
      *disk_->free_bytes -= fits;
    }
    auto status = FSWritableFileOwnerWrapper::Append({data.data(), fits}, options, debug);
    if (status.ok()) inode_->written += fits;
    if (!status.ok() || fits == data.size()) return status;
    ++disk_->met;
    status = IOStatus::NoSpace("the disk is full", path_);
    status.SetRetryable(true);
    return status;
  }
  IOStatus Append(const rocksdb::Slice& data, const IOOptions& options,
                  const rocksdb::DataVerificationInfo&, IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  // Disks are played here: no byte needs to wait for the real one.
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return sync(); }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return sync(); }
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  void PrepareWrite(std::size_t, std::size_t, const IOOptions&, IODebugContext*) override {}
  IOStatus Allocate(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    const std::lock_guard lock(disk_->mutex);
    if (!disk_->power) return IOStatus::IOError("no power");
    auto status = FSWritableFileOwnerWrapper::Truncate(size, options, debug);
    if (status.ok()) inode_->written = std::min(inode_->written, size);
    return status;
  }

 private:
  IOStatus sync() {
    const std::lock_guard lock(disk_->mutex);
    if (auto met = disk_->meet(DiskOp::kSync, path_); !met.ok()) return met;
    inode_->synced = inode_->written;
    if (disk_->slow && disk_->slow_for == std::this_thread::get_id()) disk_->slow();
    return IOStatus::OK();
  }

  const std::string path_;
  const SimInodePtr inode_;
  const DiskPtr disk_;
};

class SimReadable final : public rocksdb::FSRandomAccessFileWrapper {
 public:
  SimReadable(std::unique_ptr<rocksdb::FSRandomAccessFile> file, std::string path, DiskPtr disk)
      : FSRandomAccessFileWrapper(file.get()),
        file_(std::move(file)),
        path_(std::move(path)),
        disk_(std::move(disk)) {}
  IOStatus Read(std::uint64_t offset, std::size_t n, const IOOptions& options,
                rocksdb::Slice* result, char* scratch, IODebugContext* debug) const override {
    if (auto met = meet(); !met.ok()) return met;
    return file_->Read(offset, n, options, result, scratch, debug);
  }
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    auto met = meet();
    for (std::size_t i = 0; i < count; ++i) requests[i].status = met;
    if (!met.ok()) return met;
    return file_->MultiRead(requests, count, options, debug);
  }

 private:
  IOStatus meet() const {
    const std::lock_guard lock(disk_->mutex);
    return disk_->meet(DiskOp::kRead, path_);
  }
  const std::unique_ptr<rocksdb::FSRandomAccessFile> file_;
  const std::string path_;
  const DiskPtr disk_;
};

class SimSequential final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  SimSequential(std::unique_ptr<rocksdb::FSSequentialFile> file, std::string path, DiskPtr disk)
      : FSSequentialFileOwnerWrapper(std::move(file)),
        path_(std::move(path)),
        disk_(std::move(disk)) {}
  IOStatus Read(std::size_t n, const IOOptions& options, rocksdb::Slice* result, char* scratch,
                IODebugContext* debug) override {
    {
      const std::lock_guard lock(disk_->mutex);
      if (auto met = disk_->meet(DiskOp::kRead, path_); !met.ok()) return met;
    }
    return FSSequentialFileOwnerWrapper::Read(n, options, result, scratch, debug);
  }

 private:
  const std::string path_;
  const DiskPtr disk_;
};

class SimDirectory final : public rocksdb::FSDirectory {
 public:
  SimDirectory(std::string path, DiskPtr disk) : path_(std::move(path)), disk_(std::move(disk)) {}
  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    const std::lock_guard lock(disk_->mutex);
    if (auto met = disk_->meet(DiskOp::kSync, path_); !met.ok()) return met;
    disk_->folder_synced(path_);
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  const std::string path_;
  const DiskPtr disk_;
};

class SimFileSystem final : public rocksdb::FileSystemWrapper {
 public:
  explicit SimFileSystem(DiskPtr disk)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), disk_(std::move(disk)) {}
  const char* Name() const override { return "SimFiles"; }

  IOStatus NewWritableFile(const std::string& path, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file,
                           IODebugContext* debug) override {
    const std::lock_guard lock(disk_->mutex);
    if (auto met = disk_->meet(DiskOp::kCreate, path); !met.ok()) return met;
    // Truncated in place it would take the buried file's bytes along.
    auto grave = disk_->bury(path);
    SimInodePtr buried;
    if (!grave.empty()) {
      if (auto there = disk_->files.find(path); there != disk_->files.end()) {
        buried = there->second;
      }
      static_cast<void>(target()->DeleteFile(path, {}, debug));
    }
    auto status = target()->NewWritableFile(path, options, file, debug);
    if (!status.ok()) return status;
    const auto inode = std::make_shared<SimInode>();
    disk_->files[path] = inode;
    disk_->created(path, std::move(grave), std::move(buried));
    *file = std::make_unique<SimWritable>(std::move(*file), path, inode, disk_);
    return status;
  }
  IOStatus NewRandomAccessFile(const std::string& path, const FileOptions& options,
                               std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                               IODebugContext* debug) override {
    auto status = target()->NewRandomAccessFile(path, options, file, debug);
    if (status.ok()) *file = std::make_unique<SimReadable>(std::move(*file), path, disk_);
    return status;
  }
  IOStatus NewSequentialFile(const std::string& path, const FileOptions& options,
                             std::unique_ptr<rocksdb::FSSequentialFile>* file,
                             IODebugContext* debug) override {
    auto status = target()->NewSequentialFile(path, options, file, debug);
    if (status.ok()) *file = std::make_unique<SimSequential>(std::move(*file), path, disk_);
    return status;
  }
  IOStatus NewDirectory(const std::string& path, const IOOptions& options,
                        std::unique_ptr<rocksdb::FSDirectory>* dir,
                        IODebugContext* debug) override {
    auto status = target()->NewDirectory(path, options, dir, debug);
    if (status.ok()) *dir = std::make_unique<SimDirectory>(path, disk_);
    return status;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* debug) override {
    const std::lock_guard lock(disk_->mutex);
    if (auto met = disk_->meet(DiskOp::kRename, to); !met.ok()) return met;
    auto grave = disk_->bury(to);
    auto status = target()->RenameFile(from, to, options, debug);
    if (status.ok()) disk_->renamed(from, to, std::move(grave));
    return status;
  }
  IOStatus LinkFile(const std::string& from, const std::string& to, const IOOptions& options,
                    IODebugContext* debug) override {
    const std::lock_guard lock(disk_->mutex);
    if (auto met = disk_->meet(DiskOp::kCreate, to); !met.ok()) return met;
    auto status = target()->LinkFile(from, to, options, debug);
    if (!status.ok()) return status;
    if (auto there = disk_->files.find(from); there != disk_->files.end()) {
      disk_->files[to] = there->second;
    }
    disk_->created(to, {}, nullptr);
    return status;
  }
  IOStatus DeleteFile(const std::string& path, const IOOptions& options,
                      IODebugContext* debug) override {
    const std::lock_guard lock(disk_->mutex);
    if (auto met = disk_->meet(DiskOp::kDelete, path); !met.ok()) return met;
    auto grave = disk_->bury(path);
    auto status = target()->DeleteFile(path, options, debug);
    if (status.ok()) disk_->deleted(path, std::move(grave));
    return status;
  }
  IOStatus Truncate(const std::string& path, std::size_t size, const IOOptions& options,
                    IODebugContext* debug) override {
    const std::lock_guard lock(disk_->mutex);
    if (!disk_->power) return IOStatus::IOError("no power");
    return target()->Truncate(path, size, options, debug);
  }
  IOStatus LockFile(const std::string& path, const IOOptions& options, rocksdb::FileLock** lock,
                    IODebugContext* debug) override {
    auto status = target()->LockFile(path, options, lock, debug);
    if (status.ok()) {
      const std::lock_guard locked(disk_->mutex);
      locks_[*lock] = path;
    }
    return status;
  }
  IOStatus UnlockFile(rocksdb::FileLock* lock, const IOOptions& options,
                      IODebugContext* debug) override {
    std::function<void(const std::string&)> told;
    std::string path;
    {
      const std::lock_guard locked(disk_->mutex);
      told = disk_->closed;
      if (auto node = locks_.extract(lock)) path = node.mapped();
    }
    if (told) told(std::filesystem::path(path).parent_path().string());
    return target()->UnlockFile(lock, options, debug);
  }

 private:
  const DiskPtr disk_;
  std::map<rocksdb::FileLock*, std::string> locks_;
};

SimFiles::SimFiles(std::filesystem::path graves)
    : disk_(std::make_shared<SimDisk>(std::move(graves))),
      env_(rocksdb::NewCompositeEnv(std::make_shared<SimFileSystem>(disk_))) {}
SimFiles::~SimFiles() = default;
rocksdb::Env* SimFiles::env() { return env_.get(); }

void SimFiles::fail(DiskFault fault) {
  const std::lock_guard lock(disk_->mutex);
  disk_->faults.push_back(std::move(fault));
}

void SimFiles::fill_up(std::uint64_t free_bytes) {
  const std::lock_guard lock(disk_->mutex);
  disk_->free_bytes = free_bytes;
}

void SimFiles::slow_down(std::function<void()> pass) {
  const std::lock_guard lock(disk_->mutex);
  disk_->slow = std::move(pass);
  disk_->slow_for = std::this_thread::get_id();
}

void SimFiles::heal() {
  const std::lock_guard lock(disk_->mutex);
  disk_->slow = nullptr;
  disk_->faults.clear();
  disk_->free_bytes.reset();
}

bool SimFiles::faulty() const {
  const std::lock_guard lock(disk_->mutex);
  return !disk_->faults.empty() || disk_->free_bytes;
}

std::uint64_t SimFiles::met() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->met;
}

void SimFiles::lose_power_after(std::uint64_t operations) {
  const std::lock_guard lock(disk_->mutex);
  if (operations == 0) {
    disk_->power = false;
  } else {
    disk_->power_left = operations;
  }
}

void SimFiles::keep_power() {
  const std::lock_guard lock(disk_->mutex);
  disk_->power_left.reset();
}

bool SimFiles::has_power() const {
  const std::lock_guard lock(disk_->mutex);
  return disk_->power;
}

void SimFiles::restore_power(Dice& dice) {
  const std::lock_guard lock(disk_->mutex);
  disk_->restore(dice.next());
}

void SimFiles::process_ended() {
  const std::lock_guard lock(disk_->mutex);
  disk_->faults.clear();
  disk_->free_bytes.reset();
  disk_->power_left.reset();
  disk_->power = true;
}

void SimFiles::on_close(std::function<void(const std::string& dir)> told) {
  const std::lock_guard lock(disk_->mutex);
  disk_->closed = std::move(told);
}

}  // namespace dangol::simulation
