// The files of a witness: store/witness.h says what each holds.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "events/outcome.h"
#include "events/sealing_seams.h"
#include "store/descriptor.h"
#include "store/merkle_note.h"

namespace dangol {

// Takes the lock, which ends with the descriptor. kInUse, kUnavailable.
Result<Descriptor> lock_witness(const std::filesystem::path& dir);

// Makes the key when there is none: `name` is then needed, and otherwise must be the key's if given.
Result<NoteSigner> load_witness_key(const std::filesystem::path& dir, std::string_view name,
                                    Entropy& entropy);

// kNotFound: there is no such file; the message says what it is to hold.
Result<std::vector<NoteVerifier>> read_witness_logs(const std::filesystem::path& dir);

// The signed notes that were cosigned last, one a log. kCorrupt: the file is damaged, or gone.
Result<std::vector<std::string>> read_witness_state(const std::filesystem::path& dir);
// Whole, durable on return.
Status write_witness_state(const std::filesystem::path& dir, const std::vector<std::string>& notes);

}  // namespace dangol
