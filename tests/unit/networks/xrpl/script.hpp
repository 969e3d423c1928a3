#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "networks/xrpl/messages.hpp"

/// Short words for scripts of events: hash(1), at(8.1), ledger(7), ...
namespace nodewatch::xrpl::script {

inline constexpr std::string_view own_master =
    "nHUeUNSn3zce2xQZWNghQvd9WRH6FWEnCBKYVJu2vAizMxnXegfJ";
inline constexpr std::string_view own_signing =
    "n9KcRZYHLU9rhGVwB9e4wEMYsxXvUfgFxtmX25pc1QPNgweqzQf5";
inline constexpr std::string_view other_master =
    "nHUCAdca6VoWWYVdBH1bwCUQggEX2e5acQSqxM3DwyuhsFknxmh3";
inline constexpr std::string_view other_signing =
    "n9KWVA64rMeqkAvcQ4DNCa2eDXTzprCtK1HLC8H5PEyUVwSSyL5X";
/// Unix time at which at(0) lies.
inline constexpr std::int64_t start = 1'763'700'000;

/// Both clocks so many seconds after the start.
inline Now at(double seconds, double wall_offset = 0.0) {
    auto ms = [](double s) { return Duration{static_cast<std::int64_t>(s * 1000.0)}; };
    return Now{from_unix_seconds(start) + ms(seconds + wall_offset),
               SteadyTime{std::chrono::hours{100}} + ms(seconds)};
}

inline std::string hash(std::uint64_t number) {
    return fmt::format("{:064X}", number);
}

/// The ledger of that index on the chain that all agree on; it closed when its event came.
inline LedgerClosed ledger(std::uint32_t sequence, double seconds = 0.0,
                           std::optional<double> transactions = 0.0) {
    LedgerClosed l;
    l.sequence = sequence;
    l.hash = hash(sequence);
    l.close_time = start + static_cast<std::int64_t>(seconds);
    l.transactions = transactions;
    return l;
}

/// A validation together with the texts that its views point to.
class Validation {
public:
    explicit Validation(std::uint32_t sequence, std::string_view signing = own_signing,
                        std::string_view master = own_master)
        : hash_(hash(sequence)), signing_(signing), master_(master) {
        message_.ledger_index = sequence;
        message_.full = true;
        message_.cookie = 1;
    }
    Validation& of_hash(std::uint64_t number) {
        hash_ = hash(number);
        return *this;
    }
    Validation& hash_text(std::string text) {
        hash_ = std::move(text);
        return *this;
    }
    Validation& partial() {
        message_.full = false;
        return *this;
    }
    Validation& cookie(std::optional<std::uint64_t> cookie) {
        message_.cookie = cookie;
        return *this;
    }
    Validation& server_version(std::uint64_t code) {
        message_.server_version = code;
        return *this;
    }
    Validation& without_index() {
        message_.ledger_index.reset();
        return *this;
    }
    // NOLINTNEXTLINE(google-explicit-constructor): scripts read as messages
    operator ValidationReceived() const {
        ValidationReceived v = message_;
        v.ledger_hash = hash_;
        v.signing_key = signing_;
        v.master_key = master_;
        return v;
    }

private:
    std::string hash_, signing_, master_;
    ValidationReceived message_;
};

}  // namespace nodewatch::xrpl::script
