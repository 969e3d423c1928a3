#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Keys and hashes that look and check like real ones (base58 with checksum, right prefixes), made
/// from a name: the same name gives the same key. They sign nothing.
namespace nodewatch::sim::xrpl {

/// SHA-256 of the text, as 64 upper-case hexadecimal digits.
std::string hash_of(std::string_view text);

/// "n9...": the key of a node, or the key that a validator signs with.
std::string node_public_key(std::string_view name);

/// "nH...": the master key (Ed25519) of a validator.
std::string master_public_key(std::string_view name);

/// The bytes of a manifest for that validator, base64.
std::string manifest_of(std::string_view name, std::uint32_t sequence);

/// A 64-bit number made from the text.
std::uint64_t number_of(std::string_view text);

}  // namespace nodewatch::sim::xrpl
