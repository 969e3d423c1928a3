#include "networks/xrpl/own_validator.hpp"

#include <algorithm>

namespace nodewatch::xrpl {
namespace {

/// A signing key lasts until the next token. More than these have long been replaced.
constexpr std::size_t max_keys = 16;

}  // namespace

OwnValidator::OwnValidator(std::optional<std::string> configured)
    : configured_(std::move(configured)) {
    if (configured_) keys_.push_back(*configured_);
}

bool OwnValidator::owns(std::string_view key) const {
    return !key.empty() && std::ranges::find(keys_, key) != keys_.end();
}

bool OwnValidator::add(std::string_view key) {
    if (key.empty() || owns(key)) return false;
    // The first one names the validator and stays.
    if (keys_.size() == max_keys) keys_.erase(keys_.begin() + 1);
    keys_.emplace_back(key);
    return true;
}

/// Two keys of one validator: learned when one of them is ours.
bool OwnValidator::pair(std::string_view master, std::string_view signing) {
    if (!owns(master) && !owns(signing)) return false;
    const bool learned_master = add(master);
    return add(signing) || learned_master;
}

bool OwnValidator::server_info(const ServerInfo& info) {
    if (!info.is_validator) return false;
    node_has_key_ = info.is_validator;
    if (node_key_ == info.public_key_validator) return false;
    node_key_ = info.public_key_validator;
    if (node_key_) {
        last_node_key_ = node_key_;
        if (revoked_ != node_key_) revoked_.reset();
    }
    if (configured_) return false;
    keys_.clear();
    if (node_key_) keys_.push_back(*node_key_);
    return true;
}

bool OwnValidator::validator_info(const ValidatorIdentity& identity) {
    return pair(identity.master_key.value_or(""), identity.signing_key.value_or(""));
}

bool OwnValidator::validators(const ValidatorsInfo& info) {
    bool learned = false;
    for (const auto& [master, signing] : info.signing_keys)
        learned = pair(master, signing) || learned;
    return learned;
}

bool OwnValidator::manifest(const ManifestReceived& manifest) {
    if (!manifest.revoked()) return pair(manifest.master_key, manifest.signing_key.value_or(""));
    if (owns(manifest.master_key) || last_node_key_ == manifest.master_key)
        revoked_ = manifest.master_key;
    return false;
}

std::optional<bool> OwnValidator::is_validator() const {
    if (!node_has_key_ && configured_) return true;
    return node_has_key_;
}

std::optional<std::string> OwnValidator::other_key() const {
    if (!node_has_key_) return std::nullopt;
    const bool differs = configured_ && node_key_ && !owns(*node_key_);
    return differs ? *node_key_ : std::string();
}

bool OwnValidator::watches_another() const {
    return configured_ && node_has_key_ == false && !last_node_key_;
}

std::optional<bool> OwnValidator::key_lost() const {
    if (!node_has_key_) return std::nullopt;
    return last_node_key_ && !*node_has_key_;
}

std::optional<bool> OwnValidator::key_revoked() const {
    if (revoked_) return true;
    if (!is_validator()) return std::nullopt;
    return false;
}

}  // namespace nodewatch::xrpl
