// One stream that a law keeps, as if it were not forgotten: its subject and keys from the vault apart,
// everybody else from the other one. For who opens it, or ends what is kept of it.
#pragma once

#include <memory>
#include <string>

#include "store/vault.h"

namespace dangol {

class HeldStream final : public Vault {
 public:
  // kNotFound: nothing is kept of that stream. `vault` outlives this.
  static Result<std::unique_ptr<HeldStream>> open(Vault& vault, std::shared_ptr<Vault> held,
                                                  StreamToken stream);

  const std::string& subject() const { return kept_.subject; }
  const std::vector<Keeping>& keepings() const { return kept_.keepings; }

  // The stream's live keys are those that are kept; those that the vault says were destroyed and are not
  // among them are destroyed.
  Result<KeySet> keys_of(StreamToken stream) override;
  std::vector<Result<KeySet>> keys_of_each(std::span<const StreamToken> streams) override;
  Result<DataKey> current_key(StreamToken stream, Purpose purpose) override;
  Result<StreamToken> token_of(std::string_view subject) override;
  std::vector<Result<StreamToken>> tokens_of(std::span<const std::string> subjects) override;
  Result<std::optional<StreamToken>> find(std::string_view subject) override;
  Result<std::optional<std::string>> subject_of(StreamToken token) override;
  Result<std::optional<Micros>> forgotten_since(std::string_view subject) override;
  Result<bool> is_forgotten_event(std::string_view subject, const EventName& event) override;

  // As the vault that holds everybody else.
  Status sync() override { return vault_.sync(); }
  std::uint64_t syncs() const override { return vault_.syncs(); }
  void drop_pending() override { vault_.drop_pending(); }
  Status add_identifier(StreamToken stream, std::string_view kind,
                        std::string_view identifier) override {
    return vault_.add_identifier(stream, kind, identifier);
  }
  Result<std::vector<StreamToken>> streams_with_identifier(std::string_view kind,
                                                           std::string_view identifier) override {
    return vault_.streams_with_identifier(kind, identifier);
  }
  Result<DestroyedHere> destroyed() override { return vault_.destroyed(); }
  Result<std::optional<UntoldRotation>> untold_rotation() override {
    return vault_.untold_rotation();
  }

  // kUsage: what is kept is changed in the vault apart itself.
  Status destroy_keys(StreamToken, std::span<const Purpose>, Micros) override {
    return read_only();
  }
  Status forget_subject(StreamToken) override { return read_only(); }
  Status forget_stream(StreamToken, Micros) override { return read_only(); }
  Status purge() override { return read_only(); }
  Status rotation_told() override { return read_only(); }
  Status fence(std::string_view, Micros, std::span<const EventName>) override {
    return read_only();
  }
  Status begin_anew(std::string_view, StreamToken) override { return read_only(); }
  Result<KeptStream> kept_of(StreamToken, std::span<const Purpose>) override {
    return read_only().error();
  }
  Status keep(const KeptStream&) override { return read_only(); }
  Status keep_only(StreamToken, std::span<const Purpose>, Micros) override { return read_only(); }
  Result<std::vector<KeptStream>> kept() override { return std::vector<KeptStream>{kept_}; }

 private:
  HeldStream(Vault& vault, std::shared_ptr<Vault> held, KeptStream kept)
      : vault_(vault), held_(std::move(held)), kept_(std::move(kept)) {}
  static Status read_only();

  Vault& vault_;
  const std::shared_ptr<Vault> held_;
  const KeptStream kept_;
};

}  // namespace dangol
