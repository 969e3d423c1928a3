#include "networks/xrpl/version.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>
#include <tuple>
#include <utility>

#include "base/strings.hpp"

namespace nodewatch::xrpl {
namespace {

/// 0 to 255, without the leading zeros that semantic versions forbid.
std::optional<std::uint8_t> parse_part(std::string_view text) {
    if (text.size() > 1 && text.front() == '0') {
        return std::nullopt;
    }
    const auto value = parse_uint(text);
    if (!value || *value > std::numeric_limits<std::uint8_t>::max()) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(*value);
}

/// Takes the prefix off and tells whether it was there.
bool take_prefix(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

/// The text up to the separator, which is taken off with it.
std::string_view take_until(std::string_view& text, char separator) {
    auto length = text.find(separator);
    auto part = text.substr(0, length);
    text = length == std::string_view::npos ? std::string_view{} : text.substr(length + 1);
    return part;
}

void read_stage(std::string_view prerelease, Version& version) {
    using Stage = Version::Stage;
    constexpr std::array<std::pair<std::string_view, Stage>, 3> prefixes = {
        {{"rc", Stage::candidate}, {"b", Stage::beta}, {"hf", Stage::hotfix}}};
    version.stage = Stage::development;
    for (const auto& [prefix, stage] : prefixes) {
        if (!prerelease.starts_with(prefix)) {
            continue;
        }
        if (auto number = parse_part(prerelease.substr(prefix.size()))) {
            version.stage = stage;
            version.stage_number = *number;
        }
        return;
    }
}

}  // namespace

std::partial_ordering operator<=>(const Version& a, const Version& b) {
    if (a.product != b.product) {
        return std::partial_ordering::unordered;
    }
    return std::tie(a.major, a.minor, a.patch, a.stage, a.stage_number) <=>
           std::tie(b.major, b.minor, b.patch, b.stage, b.stage_number);
}

std::optional<Version> parse_version(std::string_view text) {
    Version version;
    if (take_prefix(text, "clio-")) {
        version.product = Version::Product::clio;
    } else if (!take_prefix(text, "rippled-")) {
        take_prefix(text, "xrpld-");
    }

    std::string_view without_build = take_until(text, '+');
    const bool has_prerelease = without_build.contains('-');
    std::string_view prerelease = without_build;
    std::string_view numbers = take_until(prerelease, '-');
    if (has_prerelease && prerelease.empty()) {
        return std::nullopt;
    }

    auto major = parse_part(take_until(numbers, '.'));
    auto minor = parse_part(take_until(numbers, '.'));
    auto patch = parse_part(numbers);
    if (!major || !minor || !patch) {
        return std::nullopt;
    }
    version.major = *major;
    version.minor = *minor;
    version.patch = *patch;
    if (has_prerelease) {
        read_stage(prerelease, version);
    }
    return version;
}

std::optional<Version> decode_server_version(std::uint64_t code) {
    if (code >> 48U != 0x183B) return std::nullopt;
    const auto part = [code](unsigned shift) {
        return static_cast<std::uint32_t>(code >> shift & 0xFFU);
    };
    Version version{.major = part(40), .minor = part(32), .patch = part(24)};
    const std::uint32_t stage = part(16);
    constexpr std::uint32_t number_bits = 0x3F;
    switch (stage & ~number_bits) {
        case 0xC0:
            break;
        case 0x80:
            version.stage = Version::Stage::candidate;
            version.stage_number = stage & number_bits;
            break;
        case 0x40:
            version.stage = Version::Stage::beta;
            version.stage_number = stage & number_bits;
            break;
        default:
            version.stage = Version::Stage::development;
    }
    return version;
}

std::string to_string(const Version& v) {
    auto text = fmt::format("{}.{}.{}", v.major, v.minor, v.patch);
    switch (v.stage) {
        case Version::Stage::development:
            return text + "-dev";
        case Version::Stage::beta:
            return fmt::format("{}-b{}", text, v.stage_number);
        case Version::Stage::candidate:
            return fmt::format("{}-rc{}", text, v.stage_number);
        case Version::Stage::hotfix:
            return fmt::format("{}-hf{}", text, v.stage_number);
        case Version::Stage::release:
            break;
    }
    return text;
}

}  // namespace nodewatch::xrpl
