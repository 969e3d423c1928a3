#include "networks/scrape/failure.hpp"

#include <array>

namespace nodewatch::scrape {
namespace {

constexpr std::array<std::string_view, scrape_failures> failure_names{
    "not_asked", "connect",   "timeout", "tls",          "status",
    "protocol",  "body_size", "parse",   "sample_limit", "label_limit"};
constexpr std::array<std::string_view, sample_refusals> refusal_names{
    "duplicate", "out_of_order", "future", "past", "label_bounds", "series_limit", "store_full"};

}  // namespace

std::string_view to_string(ScrapeFailure failure) {
    return failure_names[static_cast<std::size_t>(failure)];
}

std::string_view to_string(SampleRefusal refusal) {
    return refusal_names[static_cast<std::size_t>(refusal)];
}

ScrapeFailure failure_of(const Error& error) {
    switch (error.kind) {
        case ErrorKind::file:
        case ErrorKind::configuration:
            return ScrapeFailure::not_asked;
        case ErrorKind::timeout:
            return ScrapeFailure::timeout;
        case ErrorKind::tls:
            return ScrapeFailure::tls;
        case ErrorKind::http_status:
        case ErrorKind::permission:
            return ScrapeFailure::status;
        case ErrorKind::too_large:
            return ScrapeFailure::body_size;
        case ErrorKind::protocol:
            return ScrapeFailure::protocol;
        case ErrorKind::parse:
            return ScrapeFailure::parse;
        default:
            return ScrapeFailure::connect;
    }
}

}  // namespace nodewatch::scrape
