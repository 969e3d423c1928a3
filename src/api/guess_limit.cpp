#include "api/guess_limit.hpp"

#include <arpa/inet.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdint>

#include "base/log.hpp"

namespace nodewatch::api {
namespace {

/// A client of IPv6 has a network of its own, and is as many addresses of it as it likes.
std::string network_of(std::string_view address) {
    std::array<std::uint8_t, 16> bytes{};
    if (inet_pton(AF_INET6, std::string(address).c_str(), bytes.data()) != 1)
        return std::string(address);
    constexpr std::size_t network_bytes = 8;
    return fmt::format("{:02x}::/64", fmt::join(bytes.begin(), bytes.begin() + network_bytes, ""));
}

}  // namespace

bool GuessLimit::is_reached(std::string_view address) const {
    if (is_over()) return false;
    auto known = failures_.find(network_of(address));
    if (known == failures_.end()) known = failures_.find("");
    return known != failures_.end() && known->second >= max_failures;
}

void GuessLimit::count_failure(std::string_view address) {
    if (is_over()) {
        window_start_ = clock_.now().steady;
        failures_.clear();
    }
    std::string counted = network_of(address);
    if (failures_.size() >= max_addresses && !failures_.contains(counted)) counted.clear();
    if (++failures_[counted] == max_failures)
        log::warn("login", "{} gave wrong credentials {} times: refused for a minute",
                  counted.empty() ? "many addresses" : counted, max_failures);
}

}  // namespace nodewatch::api
