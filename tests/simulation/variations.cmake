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
