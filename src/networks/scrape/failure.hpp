#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::scrape {

/// Why a scrape failed as a whole.
enum class ScrapeFailure : std::uint8_t {
    not_asked,  ///< a file for it, of a secret or of TLS, cannot be used
    connect,    ///< no connection, or it broke off
    timeout,
    tls,
    status,    ///< another one than 200
    protocol,  ///< what came is no HTTP, or packed in another way than it says
    body_size,
    parse,
    sample_limit,
    label_limit,
};
inline constexpr std::size_t scrape_failures =
    static_cast<std::size_t>(ScrapeFailure::label_limit) + 1;

/// Why a sample of a scrape that succeeded was not stored.
enum class SampleRefusal : std::uint8_t {
    duplicate,     ///< a sample has its labels and its time already, and another value
    out_of_order,  ///< its own time is before that of the sample stored last
    future,        ///< its own time is far ahead
    past,          ///< its own time is older than the store takes
    label_bounds,  ///< its series has more labels, or longer ones, than the store takes
    series_limit,  ///< the store holds as many series as it may
    store_full,    ///< more samples wait for the disk than memory may hold
};
inline constexpr std::size_t sample_refusals =
    static_cast<std::size_t>(SampleRefusal::store_full) + 1;

/// Stable: values of the label `reason`.
std::string_view to_string(ScrapeFailure failure);
std::string_view to_string(SampleRefusal refusal);

/// That of a request.
ScrapeFailure failure_of(const Error& error);

}  // namespace nodewatch::scrape
