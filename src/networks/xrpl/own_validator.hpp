#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "networks/xrpl/messages.hpp"

namespace nodewatch::xrpl {

/// Which keys are the validator's own, and whether the node still has them. A stock node may become
/// a validator while it is watched; a validator may lose or revoke its key.
class OwnValidator {
public:
    /// `configured`: what the operator says, which wins over what the node says.
    explicit OwnValidator(std::optional<std::string> configured);

    // Each returns true when the keys changed.
    bool server_info(const ServerInfo& info);
    bool validator_info(const ValidatorIdentity& identity);
    bool validators(const ValidatorsInfo& info);
    bool manifest(const ManifestReceived& manifest);

    /// Master and signing keys; none for a stock node.
    const std::vector<std::string>& keys() const { return keys_; }
    bool owns(std::string_view key) const;
    /// Whether it is a validator: as the node says, else as the operator says. Absent without admin
    /// access and configured key.
    std::optional<bool> is_validator() const;
    /// The node's own word for its key; absent for stock nodes and without admin access.
    const std::optional<std::string>& node_key() const { return node_key_; }
    /// The node told a key before, and now it says that it has none.
    std::optional<bool> key_lost() const;
    /// The node's key when it does not belong to the configured one, else empty. Absent while it is
    /// not known.
    std::optional<std::string> other_key() const;
    /// A key is configured, and the node says that it has none: another validator is watched
    /// through it.
    bool watches_another() const;
    std::optional<bool> key_revoked() const;

private:
    bool add(std::string_view key);
    bool pair(std::string_view master, std::string_view signing);

    std::optional<std::string> configured_;
    std::optional<std::string> node_key_;
    std::optional<bool> node_has_key_;
    std::optional<std::string> last_node_key_;
    std::optional<std::string> revoked_;
    std::vector<std::string> keys_;
};

}  // namespace nodewatch::xrpl
