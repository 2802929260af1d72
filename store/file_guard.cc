#include "store/file_guard.h"

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include <fmt/format.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "store/log_fragments.h"
#include "store/manifest_check.h"
#include "store/table_tail.h"

namespace dangol {
namespace {

bool is_table(const std::string& path) { return path.ends_with(".sst"); }

bool is_manifest(const std::string& path) {
  return std::string_view(path).substr(path.rfind('/') + 1).starts_with("MANIFEST-");
}

// A file that ends sooner than its bytes do.
class EndsSooner final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  EndsSooner(std::unique_ptr<rocksdb::FSSequentialFile> file, std::uint64_t bytes)
      : FSSequentialFileOwnerWrapper(std::move(file)), left_(bytes) {}
  rocksdb::IOStatus Read(std::size_t bytes, const rocksdb::IOOptions& options,
                         rocksdb::Slice* result, char* scratch,
                         rocksdb::IODebugContext* debug) override {
    auto status = FSSequentialFileOwnerWrapper::Read(std::min<std::uint64_t>(bytes, left_), options,
                                                     result, scratch, debug);
    if (status.ok()) left_ -= result->size();
    return status;
  }
  rocksdb::IOStatus Skip(std::uint64_t bytes) override {
    bytes = std::min(bytes, left_);
    auto status = FSSequentialFileOwnerWrapper::Skip(bytes);
    if (status.ok()) left_ -= bytes;
    return status;
  }

 private:
  std::uint64_t left_;
};

class FileGuard final : public rocksdb::FileSystemWrapper {
 public:
  FileGuard(const std::shared_ptr<rocksdb::FileSystem>& files, TornManifest torn)
      : FileSystemWrapper(files), torn_(torn) {}
  const char* Name() const override { return "dangol.FileGuard"; }
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override {
    auto opened = target()->NewRandomAccessFile(path, options, file, debug);
    if (!opened.ok() || !is_table(path)) return opened;
    auto looked = look_at_table(path, **file, debug);
    if (!looked.ok()) file->reset();
    return looked;
  }
  rocksdb::IOStatus NewSequentialFile(const std::string& path, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* debug) override {
    if (!is_manifest(path)) return target()->NewSequentialFile(path, options, file, debug);
    ManifestCheck check;
    auto status = look_at_manifest(path, options, check, debug);
    if (status.ok()) status = target()->NewSequentialFile(path, options, file, debug);
    // RocksDB refuses a fragment of which only some sectors reached the disk, as if it had ever been in force.
    if (status.ok() && check.torn()) {
      *file = std::make_unique<EndsSooner>(std::move(*file), *check.stop());
    }
    return status;
  }

 private:
  rocksdb::IOStatus look_at_table(const std::string& path, const rocksdb::FSRandomAccessFile& file,
                                  rocksdb::IODebugContext* debug) {
    std::uint64_t file_bytes = 0;
    const rocksdb::IOOptions how;
    auto status = target()->GetFileSize(path, how, &file_bytes, debug);
    if (!status.ok()) return status;
    const std::string wrong = look_at_table_tail(
        file_bytes, [&](std::uint64_t offset, std::size_t bytes) -> std::optional<std::string> {
          std::string scratch(bytes, '\0');
          rocksdb::Slice got;
          status = file.Read(offset, bytes, how, &got, scratch.data(), debug);
          if (!status.ok()) return std::nullopt;
          return got.ToString();
        });
    return wrong.empty() ? status : rocksdb::IOStatus::Corruption(path, wrong);
  }

  rocksdb::IOStatus look_at_manifest(const std::string& path, const rocksdb::FileOptions& options,
                                     ManifestCheck& check, rocksdb::IODebugContext* debug) {
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    auto status = target()->NewSequentialFile(path, options, &file, debug);
    if (!status.ok()) return status;
    std::string block;
    do {
      status = read_block(*file, block, debug);
      if (!status.ok()) return status;
      check.block(block);
    } while (block.size() == kLogBlockBytes);
    if (check.goes_on() || (check.stop() && torn_ == TornManifest::kRefuse)) {
      return rocksdb::IOStatus::Corruption(
          path, fmt::format("damaged at byte {}{}", *check.stop(),
                            check.goes_on() ? ", and it goes on behind the damage" : ""));
    }
    return status;
  }

  // A whole block, or what is left.
  static rocksdb::IOStatus read_block(rocksdb::FSSequentialFile& file, std::string& block,
                                      rocksdb::IODebugContext* debug) {
    std::string scratch(kLogBlockBytes, '\0');
    rocksdb::Slice got;
    block.clear();
    do {
      auto status = file.Read(kLogBlockBytes - block.size(), {}, &got, scratch.data(), debug);
      if (!status.ok()) return status;
      block.append(got.data(), got.size());
    } while (!got.empty() && block.size() < kLogBlockBytes);
    return rocksdb::IOStatus::OK();
  }

  const TornManifest torn_;
};

// Of one file system.
struct Guards {
  explicit Guards(const std::shared_ptr<rocksdb::FileSystem>& target)
      : files(target),
        take(rocksdb::NewCompositeEnv(std::make_shared<FileGuard>(files, TornManifest::kTake))),
        refuse(
            rocksdb::NewCompositeEnv(std::make_shared<FileGuard>(files, TornManifest::kRefuse))) {}
  // Nobody but this has it, three times.
  bool left_alone() const { return files.use_count() == 3; }

  std::shared_ptr<rocksdb::FileSystem> files;
  std::unique_ptr<rocksdb::Env> take, refuse;
};

}  // namespace

rocksdb::Env* guarded(rocksdb::Env* env, TornManifest torn) {
  if (env == nullptr) env = rocksdb::Env::Default();
  // Never destroyed: databases may be closed at the very end.
  static auto& mutex = *new std::mutex;
  static auto& all = *new std::map<rocksdb::FileSystem*, Guards>;
  const std::lock_guard lock(mutex);
  std::erase_if(all, [](const auto& one) { return one.second.left_alone(); });
  const auto& files = env->GetFileSystem();
  const Guards& guards = all.try_emplace(files.get(), files).first->second;
  return torn == TornManifest::kTake ? guards.take.get() : guards.refuse.get();
}

}  // namespace dangol
