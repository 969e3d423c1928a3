#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Versions of the servers of this network, as build_version and peers[].version write them and as
/// validations carry them in server_version.
namespace nodewatch::xrpl {

struct Version {
    enum class Product : std::uint8_t {
        server,  ///< rippled, called xrpld since 2026
        clio,
    };
    /// In the order of age. `development` is any other prerelease; hotfixes ("0.33.0-hf1") ended
    /// with 2016.
    enum class Stage : std::uint8_t { development, beta, candidate, release, hotfix };

    Product product = Product::server;
    std::uint32_t major = 0, minor = 0, patch = 0;
    Stage stage = Stage::release;
    std::uint32_t stage_number = 0;  ///< of beta, candidate and hotfix

    bool operator==(const Version&) const = default;
};

/// Older or newer; versions of different products have no order. 3.2.0-b9 < 3.2.0-b10 <
/// 3.2.0-rc1 < 3.2.0.
std::partial_ordering operator<=>(const Version& a, const Version& b);

/// Reads "1.9.4", "rippled-1.9.4", "xrpld-3.2.0-rc1", "clio-2.3.0", "3.1.0-b2+commit". Nothing for
/// other software and for text that is no version, parts above 255 included (they do not fit
/// server_version; Xahau writes years). Without a prefix it is a server's.
std::optional<Version> parse_version(std::string_view text);

/// Of server_version in a validation (rippled, BuildInfo: encodeSoftwareVersion): 0x183B in the
/// highest 16 bits, then major, minor, patch and the stage, 8 bits each, from bit 47 down. Nothing
/// for other software.
std::optional<Version> decode_server_version(std::uint64_t code);

/// "3.2.0-rc1", without the product.
std::string to_string(const Version& version);

}  // namespace nodewatch::xrpl
