// A new signing key, announced in the log that it signs: who knows the key before can follow to it.
#pragma once

#include "actors/engine.h"
#include "events/ids.h"
#include "events/outcome.h"
#include "store/merkle_note.h"

namespace dangol {

// Appends `signingkey.announced` to `heads/main`, once: a key that is announced stays as it was said.
// kUnavailable: it could not be recorded.
Status announce_key(Engine& engine, const NoteVerifier& key, Micros now);

}  // namespace dangol
