#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/xrpl/options.hpp"

namespace nodewatch::xrpl {

/// What is polled, each by itself: one that fails takes nothing away from the others.
enum class Section : std::uint8_t {
    server_info,
    server_state,
    peers,
    consensus_info,
    fee,
    validators,
    validator_list_sites,
    validator_info,
    feature,
    get_counts,
    crawl,
    certificates,
    process,
    database,
};
inline constexpr std::size_t section_count = static_cast<std::size_t>(Section::database) + 1;

/// Its name in metrics: "server_info".
std::string_view to_string(Section section);
Duration interval_of(Section section, const Intervals& intervals);

/// How one section has fared.
struct SectionState {
    std::uint64_t successes = 0, failures = 0;
    std::optional<Now> last_success;
    std::optional<Error> error;  ///< of the last request; absent when it succeeded
};

class Collector {
public:
    void note(Section section, const std::optional<Error>& error, Now now);
    const SectionState& operator[](Section section) const {
        return sections_[static_cast<std::size_t>(section)];
    }

private:
    std::array<SectionState, section_count> sections_;
};

}  // namespace nodewatch::xrpl
