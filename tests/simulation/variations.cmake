# What the simulation changes in the product's sources (variants.cmake says how, docs/FAULTS.md why).

# ---- Seams

dangol_vary(store/store.cc
"  Result<std::unique_ptr<RocksDbLog>> log = RocksDbLog::open(dir_->log(), log_options);
"
"  if (simulation::seams().log) {
    log_ = simulation::seams().log();
    if (Status created = dir_->databases_created(); !created.ok()) return created;
    return open_derived();
  }
  Result<std::unique_ptr<RocksDbLog>> log = RocksDbLog::open(dir_->log(), log_options);
")

dangol_vary(store/rocksdb_log.cc
  "rocksdb::DB::Open(db_options, dir.string()"
  "simulation::open_database(db_options, dir.string()")
dangol_vary(store/vault_rocksdb.cc
  "rocksdb::DB::Open(vault_options(env), dir.string(), &db)"
  "simulation::open_database(vault_options(env), dir.string(), &db)")
dangol_vary(store/derived_db.cc
  "rocksdb::DB::Open(derived_options(env_), dir_.string()"
  "simulation::open_database(derived_options(env_), dir_.string()")
