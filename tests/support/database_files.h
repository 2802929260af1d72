// The files of a RocksDB database, found to be damaged: which they are, and hands to do it.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <rocksdb/db.h>

#include "tests/support/files.h"

namespace dangol::test {

// Files of one kind (".log", ".sst", "MANIFEST-"), oldest first; those that hold nothing are left out.
inline std::vector<std::filesystem::path> database_files(const std::filesystem::path& dir,
                                                         const std::string& kind) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(dir)) {
    const std::string name = entry.path().filename().string();
    if (name.find(kind) != std::string::npos && entry.file_size() > 0) files.push_back(entry);
  }
  std::sort(files.begin(), files.end());
  return files;
}

inline std::filesystem::path newest(const std::filesystem::path& dir, const std::string& kind) {
  const auto files = database_files(dir, kind);
  if (files.empty()) throw std::runtime_error("no " + kind + " in " + dir.string());
  return files.back();
}

// Calls use(db, handles) with the database open, with RocksDB's own options: to look at, or to write to.
enum class OpenRaw : std::uint8_t { kReadOnly, kForWriting };
inline void with_raw_database(const std::filesystem::path& dir, OpenRaw how, auto use) {
  std::vector<std::string> names;
  auto status = rocksdb::DB::ListColumnFamilies({}, dir.string(), &names);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.push_back({name, {}});
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  if (status.ok()) {
    status = how == OpenRaw::kReadOnly
                 ? rocksdb::DB::OpenForReadOnly({}, dir.string(), families, &handles, &raw)
                 : rocksdb::DB::Open({}, dir.string(), families, &handles, &raw);
  }
  if (!status.ok()) throw std::runtime_error(status.ToString());
  const std::unique_ptr<rocksdb::DB> db(raw);
  use(*db, handles);
  for (auto* handle : handles) static_cast<void>(db->DestroyColumnFamilyHandle(handle));
}

// The oldest table file of a column family.
inline std::filesystem::path table_of(const std::filesystem::path& dir, const std::string& family) {
  std::vector<rocksdb::LiveFileMetaData> files;
  with_raw_database(dir, OpenRaw::kReadOnly,
                    [&](rocksdb::DB& db, auto&) { db.GetLiveFilesMetaData(&files); });
  std::string found;
  for (const auto& file : files) {
    if (file.column_family_name != family) continue;
    if (found.empty() || file.name < found) found = file.name;
  }
  if (found.empty()) throw std::runtime_error("no table of " + family + " in " + dir.string());
  return dir / found.substr(found.find_first_not_of('/'));
}

inline void delete_row(const std::filesystem::path& dir, const std::string& family,
                       const std::string& key) {
  with_raw_database(dir, OpenRaw::kForWriting, [&](rocksdb::DB& db, auto& handles) {
    for (auto* handle : handles) {
      if (handle->GetName() == family && !db.Delete({}, handle, key).ok()) {
        throw std::runtime_error("cannot delete a row of " + family);
      }
    }
  });
}

inline void flip_byte(const std::filesystem::path& file, std::uint64_t at) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(static_cast<std::streamoff>(at));
  const char byte = static_cast<char>(stream.get() ^ 1);
  stream.seekp(static_cast<std::streamoff>(at));
  stream.put(byte);
  if (!stream) throw std::runtime_error("cannot flip a byte in " + file.string());
}
inline void flip_in_the_middle(const std::filesystem::path& file) {
  flip_byte(file, std::filesystem::file_size(file) / 2);
}
inline void cut_in_half(const std::filesystem::path& file) {
  std::filesystem::resize_file(file, std::filesystem::file_size(file) / 2);
}

}  // namespace dangol::test
