// Places where a vault lies: in memory and on disk, under one contract.
#pragma once

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "store/vault_memory.h"
#include "store/vault_rocksdb.h"
#include "store/vault_sealed.h"
#include "tests/support/files.h"
#include "tests/support/temp_dir.h"

namespace dangol::test {

// A place where a vault lies.
class Disk {
 public:
  virtual ~Disk() = default;
  virtual std::unique_ptr<Vault> open() = 0;
  virtual std::string bytes() const = 0;

 protected:
  OsEntropy entropy_;
};

class MemoryDisk final : public Disk {
 public:
  MemoryDisk() {
    entropy_.fill(secrets_.wrapping.bytes);
    entropy_.fill(secrets_.index.bytes);
  }
  std::unique_ptr<Vault> open() override {
    EXPECT_TRUE(check_vault(*rows_on(disk_), secrets_, "in memory", entropy_).ok());
    return std::make_unique<SealedVault>(rows_on(disk_), secrets_, entropy_, 4);
  }
  std::string bytes() const override { return disk_.bytes(); }

 private:
  MemoryVaultDisk disk_;
  VaultSecrets secrets_;
};

class RocksDbDisk final : public Disk {
 public:
  std::unique_ptr<Vault> open() override {
    auto vault = open_vault(
        {.dir = dir_ / "vault", .key_file = dir_ / "key", .missing = Missing::kCreate}, entropy_);
    EXPECT_TRUE(vault.ok()) << vault.error().message;
    return std::move(vault).value();
  }
  std::string bytes() const override { return test::bytes_below(dir_ / "vault"); }

 private:
  test::TempDir dir_;
};

}  // namespace dangol::test
