#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace nodewatch::xrpl {

/// The hash of a ledger: 32 bytes, written as 64 hexadecimal digits.
class LedgerHash {
public:
    /// Nothing unless `text` is exactly 64 hexadecimal digits, in either case.
    static std::optional<LedgerHash> parse(std::string_view text);
    std::string text() const;  ///< upper case, as servers write it

    bool operator==(const LedgerHash&) const = default;

private:
    std::array<std::uint8_t, 32> bytes_{};
};

}  // namespace nodewatch::xrpl
