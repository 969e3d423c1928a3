#include "networks/xrpl/collector.hpp"

namespace nodewatch::xrpl {
namespace {

struct SectionTrait {
    std::string_view name;
    Duration Intervals::* interval;
};

// In the order of Section.
constexpr std::array<SectionTrait, section_count> section_traits = {{
    {"server_info", &Intervals::server_info},
    {"server_state", &Intervals::server_state},
    {"peers", &Intervals::peers},
    {"consensus_info", &Intervals::consensus_info},
    {"fee", &Intervals::fee},
    {"validators", &Intervals::validators},
    {"validator_list_sites", &Intervals::validator_list_sites},
    {"validator_info", &Intervals::validator_info},
    {"feature", &Intervals::feature},
    {"get_counts", &Intervals::get_counts},
    {"crawl", &Intervals::crawl},
    {"certificates", &Intervals::certificates},
    {"process", &Intervals::process},
    {"database", &Intervals::database},
}};

}  // namespace

std::string_view to_string(Section section) {
    return section_traits[static_cast<std::size_t>(section)].name;
}

Duration interval_of(Section section, const Intervals& intervals) {
    return intervals.*section_traits[static_cast<std::size_t>(section)].interval;
}

void Collector::note(Section section, const std::optional<Error>& error, Now now) {
    SectionState& state = sections_[static_cast<std::size_t>(section)];
    state.error = error;
    if (!error) {
        ++state.successes;
        state.last_success = now;
        return;
    }
    ++state.failures;
}

}  // namespace nodewatch::xrpl
