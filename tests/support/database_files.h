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

// The oldest table file of a column family.
inline std::filesystem::path table_of(const std::filesystem::path& dir, const std::string& family) {
  std::vector<std::string> names;
  auto status = rocksdb::DB::ListColumnFamilies({}, dir.string(), &names);
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  for (const std::string& name : names) families.push_back({name, {}});
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  if (status.ok()) {
    status = rocksdb::DB::OpenForReadOnly({}, dir.string(), families, &handles, &raw);
  }
  if (!status.ok()) throw std::runtime_error(status.ToString());
  const std::unique_ptr<rocksdb::DB> db(raw);
  std::vector<rocksdb::LiveFileMetaData> files;
  db->GetLiveFilesMetaData(&files);
  for (auto* handle : handles) static_cast<void>(db->DestroyColumnFamilyHandle(handle));
  std::string found;
  for (const auto& file : files) {
    if (file.column_family_name != family) continue;
    if (found.empty() || file.name < found) found = file.name;
  }
  if (found.empty()) throw std::runtime_error("no table of " + family + " in " + dir.string());
  return dir / found.substr(found.find_first_not_of('/'));
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
