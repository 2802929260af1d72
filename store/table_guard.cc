#include "store/table_guard.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "store/table_tail.h"

namespace dangol {
namespace {

bool is_table(const std::string& path) { return path.ends_with(".sst"); }

class TableGuard final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "dangol.TableGuard"; }
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override {
    auto opened = target()->NewRandomAccessFile(path, options, file, debug);
    if (!opened.ok() || !is_table(path)) return opened;
    auto looked = look_at(path, **file, debug);
    if (!looked.ok()) file->reset();
    return looked;
  }

 private:
  rocksdb::IOStatus look_at(const std::string& path, const rocksdb::FSRandomAccessFile& file,
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
};

}  // namespace

rocksdb::Env* guarded(rocksdb::Env* env) {
  if (env == nullptr) env = rocksdb::Env::Default();
  // Never destroyed: databases may be closed at the very end.
  static auto& mutex = *new std::mutex;
  static auto& guards =
      *new std::map<rocksdb::FileSystem*,
                    std::pair<std::shared_ptr<rocksdb::FileSystem>, std::unique_ptr<rocksdb::Env>>>;
  const std::lock_guard lock(mutex);
  const auto& files = env->GetFileSystem();
  // Held twice by what is here, and by nobody else: its environment is gone.
  std::erase_if(guards, [](const auto& one) { return one.second.first.use_count() == 2; });
  auto& guard = guards[files.get()];
  if (!guard.second) {
    guard = {files, rocksdb::NewCompositeEnv(std::make_shared<TableGuard>(files))};
  }
  return guard.second.get();
}

}  // namespace dangol
