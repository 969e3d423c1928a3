#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>

/// Numbers in messages. What the node did not tell is not told as 0.
namespace nodewatch::bitcoin {

template <typename Number>
std::string or_unknown(const std::optional<Number>& number) {
    return number ? fmt::format("{}", *number) : "unknown";
}

/// Of 0 to 1: "28.1 %".
inline std::string percent_or_unknown(const std::optional<double>& part) {
    return part ? fmt::format("{:.1f} %", *part * 100) : "an unknown part";
}

}  // namespace nodewatch::bitcoin
