# What the simulation changes in the product's sources (variants.cmake says how, docs/FAULTS.md why).

# ---- Seams: another log, and databases that work when they are told to

dangol_vary(store/store.cc
[[  Result<std::unique_ptr<RocksDbLog>> log = RocksDbLog::open(dir_->log(), log_options);
]]
[[  if (simulation::seams().log) {
    log_ = simulation::seams().log();
    if (Status created = dir_->databases_created(); !created.ok()) return created;
    return open_derived();
  }
  Result<std::unique_ptr<RocksDbLog>> log = RocksDbLog::open(dir_->log(), log_options);
]])
dangol_vary(store/rocksdb_log.cc
  "rocksdb::DB::Open(db_options, dir.string()"
  "simulation::open_database(db_options, dir.string()")
dangol_vary(store/vault_rocksdb.cc
  "rocksdb::DB::Open(vault_options(env), dir.string(), &db)"
  "simulation::open_database(vault_options(env), dir.string(), &db)")
dangol_vary(store/derived_db.cc
  "rocksdb::DB::Open(derived_options(env_), dir_.string()"
  "simulation::open_database(derived_options(env_), dir_.string()")
# Streams are short here: a snapshot is due sooner.
dangol_vary(actors/stream_writer.cc
  "age_.records < kSnapshotRecords || age_.bytes < age_.snapshot_bytes"
  "age_.records < simulation::kSnapshotRecords")

# ---- Mutations: each switches off one promise (mutation.cc names them)

dangol_vary(store/rocksdb_options.cc
  "options.sync = true;"
  "options.sync = !simulation::off(\"sync\");")
dangol_vary(actors/committer.cc
[[      case Append::kUnknown:
]]
[[      case Append::kUnknown:
        if (simulation::off("gate")) break;
        if (simulation::off("generation")) {
          for (const ShardBatchPtr& batch : batches) {
            answer_all(*batch, OutcomeCode::kUnknown, "");
            shards_[batch->shard]->settled.store(batch->number, std::memory_order_release);
          }
          return;
        }
]])
dangol_vary(store/memory_log.cc
  "        partition.waits_for_claim = true;"
  "        partition.waits_for_claim = !simulation::off(\"generation\");")
dangol_vary(store/rocksdb_log.cc
"    broken_ = true;
    return Append::kUnknown;"
"    broken_ = !simulation::off(\"generation\");
    return Append::kUnknown;")
dangol_vary(actors/shard_actor.cc
  "if (least_recent->second.last_batch > settled) break;"
  "if (least_recent->second.last_batch > settled && !simulation::off(\"sleep\")) break;")
dangol_vary(actors/committer.cc
[[    switch (append_and_wait(log_, claim_, frame)) {
]]
[[    if (simulation::off("snapshot")) {
      Position next = frame.first;
      for (const ShardBatchPtr& batch : batches) {
        for (Slot& slot : batch->slots) {
          next = Position(next.value() + slot.records.size());
          if (slot.snapshot.empty()) continue;
          const Entry& last = slot.records.back().entry;
          sink_.snapshot(slot.stream, {last.version, last.chain},
                         {claim_.partition, Position(next.value() - 1)}, slot.snapshot);
        }
      }
    }
    switch (append_and_wait(log_, claim_, frame)) {
]])
dangol_vary(actors/committer.cc
  "while (!queue.early.empty() && queue.early.begin()->first == queue.next) {"
  "while (!queue.early.empty() &&
         (simulation::off(\"order\") || queue.early.begin()->first == queue.next)) {")
dangol_vary(actors/stream_writer.cc
  "if (event.expected_version && *event.expected_version != state_.version) {"
  "if (event.expected_version && *event.expected_version != state_.version &&
      !simulation::off(\"version\")) {")
dangol_vary(actors/stream_writer.cc
  "if (known.value()) return recorded_already("
  "if (known.value() && !simulation::off(\"dedupe\")) return recorded_already(")
dangol_vary(events/sealing_keys.cc
  "if (key.name == name) return &key;"
  "if (key.name == name || (simulation::off(\"key id\") && key.name.purpose == name.purpose)) return &key;")
dangol_vary(store/rocksdb_log.cc
  "    if (names.size() == std::size(format::kLogFamilies)) {"
  "    if (simulation::off(\"scan\")) {
    } else if (names.size() == std::size(format::kLogFamilies)) {")
dangol_vary(store/stream_index.cc
  "  current_ = new_window(begin);"
  "  current_ = new_window(simulation::off(\"index end\") ? size.value() : begin);")
dangol_vary(store/stream_index.cc
  "fits = leaf_hash("
  "fits = simulation::off(\"index\") || leaf_hash(")
dangol_vary(store/projection_db.cc
  "if (!bytes.empty()) status = writer.Put("
  "if (!bytes.empty() && (bucket % 2 == 0 || !simulation::off(\"projection\"))) status = writer.Put(")
dangol_vary(store/memory_log.cc
  "if (claim.epoch != partition.epoch) return Append::kFenced;"
  "if (claim.epoch != partition.epoch && !simulation::off(\"fence\")) return Append::kFenced;")
dangol_vary(store/rocksdb_log.cc
  "if (claim.epoch != epoch_) return Append::kFenced;"
  "if (claim.epoch != epoch_ && !simulation::off(\"fence\")) return Append::kFenced;")
