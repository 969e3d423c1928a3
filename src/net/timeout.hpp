#pragma once

#include <fmt/format.h>

#include "base/result.hpp"
#include "base/time.hpp"
#include "net/url.hpp"

namespace nodewatch::net {

/// Code of a timeout after the connection was made: something accepted it and does not answer.
inline constexpr std::string_view connected_code = "connected";

inline constexpr std::string_view resolving_phase = "looking up the name";
inline constexpr std::string_view connecting_phase = "connecting";

/// The failure of a peer that did not answer within the limit; `phase` is what was being done.
inline Error timed_out(const Url& url, Duration limit, std::string_view phase) {
    const bool connected = phase != resolving_phase && phase != connecting_phase;
    return Error{
        ErrorKind::timeout,
        fmt::format("{} did not answer within {} ms ({})", url.authority(), limit.count(), phase),
        connected ? std::string(connected_code) : std::string()};
}

}  // namespace nodewatch::net
