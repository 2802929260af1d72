// Events for tests of sealing, built in the words of the domain, and keys and names in memory.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <capnp/message.h>

#include "events/event.capnp.h"
#include "events/sealing.h"
#include "events/sealing_message_capnp.h"
#include "events/sealing_open.h"
#include "events/sealing_tokens.h"
#include "tests/support/seeded_entropy.h"

namespace dangol::test {

inline constexpr std::string_view kSource = "urn:desk";

// A sent event of id `id`; `fill` completes it.
template <class Fill>
SentEvent sent_event(std::string_view id, Fill fill) {
  capnp::MallocMessageBuilder message;
  auto event = message.initRoot<schema::Event>();
  event.setId(data_of(id));
  event.setSource(std::string(kSource).c_str());
  event.initTime().setMicros(1'700'000'000'000'000);
  event.getTime().setPrecision(schema::TimePrecision::MICRO);
  fill(event);
  SentEvent sent;
  sent.subject = "customer/1";
  sent.event = canonical_bytes(event.asReader());
  return sent;
}

// message.exchanged: three tokens (with its id), and words for purpose care.
inline SentEvent a_message(std::string_view id = "event-1", std::string_view contact = "contact-77",
                           std::string_view text = "my flowers never came") {
  return sent_event(id, [&](schema::Event::Builder event) {
    auto message = event.getData().initMessageExchanged();
    message.setContactId(data_of(contact));
    message.setMessageId(data_of("message-5"));
    message.setAuthorKind(schema::ActorKind::CUSTOMER);
    message.getText().setClear(std::string(text).c_str());
    message.setLanguage("en");
  });
}

// agent.joined: an id of a stream elsewhere.
inline SentEvent an_agent_joining(std::string_view agent = "kim") {
  return sent_event("event-2", [&](schema::Event::Builder event) {
    event.setActorKind(schema::ActorKind::STAFF);
    event.setActorId(data_of(agent));
    auto joined = event.getData().initAgentJoined();
    joined.setContactId(data_of("contact-77"));
    joined.setAgentId(data_of(agent));
    joined.setRole(schema::AgentRole::OWNER);
  });
}

// connection.noted: words in a list, and a reference to another event.
inline SentEvent a_note() {
  return sent_event("event-3", [&](schema::Event::Builder event) {
    auto noted = event.getData().initConnectionNoted();
    noted.setNoteId(data_of("note-1"));
    auto mentions = noted.initMentions(2);
    mentions[0].setClear("the mother");
    mentions[1].setClear("the sister");
    noted.getWords().setClear("grieves for her dog");
    noted.setEvidenceEventId(data_of("event-1"));
    noted.setBy(data_of("kim"));
  });
}

// Names and keys in memory. Deterministic by a seed.
class FakeVault final : public Subjects, public KeyStore {
 public:
  explicit FakeVault(std::uint64_t seed = 1) : entropy_(seed) {}

  Result<StreamToken> token_of(std::string_view subject) override {
    auto [at, made] = tokens_.try_emplace(std::string(subject));
    if (made) entropy_.fill(at->second.bytes);
    return at->second;
  }
  Result<std::optional<StreamToken>> find(std::string_view subject) override {
    auto at = tokens_.find(std::string(subject));
    return at == tokens_.end() ? std::nullopt : std::optional(at->second);
  }
  Result<std::optional<std::string>> subject_of(StreamToken token) override {
    for (const auto& [subject, known] : tokens_) {
      if (known == token) return std::optional(subject);
    }
    return std::optional<std::string>{};
  }
  Result<KeySet> keys_of(StreamToken stream) override { return keys_[stream]; }
  Result<DataKey> current_key(StreamToken stream, Purpose purpose) override {
    KeySet& keys = keys_[stream];
    for (const DataKey& key : keys.live) {
      if (key.name.purpose == purpose) return key;
    }
    Secret secret;
    entropy_.fill(secret.bytes);
    keys.live.push_back({{purpose, KeyId(++last_key_)}, HmacKey(secret.view())});
    return keys.live.back();
  }

  void forget(std::string_view subject) { tokens_.erase(std::string(subject)); }
  // Takes a stream's keys of a purpose away, naming them as destroyed or not.
  enum class Named { kYes, kNo };
  void destroy(StreamToken stream, Purpose purpose, Named named = Named::kYes) {
    KeySet& keys = keys_[stream];
    std::erase_if(keys.live, [&](const DataKey& key) {
      if (key.name.purpose != purpose) return false;
      if (named == Named::kYes) keys.destroyed.push_back(key.name);
      return true;
    });
  }

 private:
  SeededEntropy entropy_;
  std::map<std::string, StreamToken> tokens_;
  std::map<StreamToken, KeySet> keys_;
  std::uint64_t last_key_ = 0;
};

}  // namespace dangol::test
