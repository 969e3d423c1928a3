#include "sim/xrpl/faults.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/strings.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr std::array<std::pair<Fault, std::string_view>, 27> names = {{
    {Fault::refuse, "refuse"},
    {Fault::silent, "silent"},
    {Fault::frozen, "frozen"},
    {Fault::mute, "mute"},
    {Fault::policy_close, "policy_close"},
    {Fault::cut, "cut"},
    {Fault::half_answer, "half_answer"},
    {Fault::wrong_json, "wrong_json"},
    {Fault::wrong_types, "wrong_types"},
    {Fault::huge_frame, "huge_frame"},
    {Fault::http_403, "http_403"},
    {Fault::http_503, "http_503"},
    {Fault::no_network, "no_network"},
    {Fault::slow_down, "slow_down"},
    {Fault::restart, "restart"},
    {Fault::quorum_loss, "quorum_loss"},
    {Fault::isolation, "isolation"},
    {Fault::list_missing, "list_missing"},
    {Fault::list_expired, "list_expired"},
    {Fault::key_revoked, "key_revoked"},
    {Fault::key_duplicated, "key_duplicated"},
    {Fault::fork, "fork"},
    {Fault::amendment_blocked, "amendment_blocked"},
    {Fault::amendment_soon, "amendment_soon"},
    {Fault::refused_stream, "refused_stream"},
    {Fault::overloaded, "overloaded"},
    {Fault::clio, "clio"},
}};

Result<ScriptStep> parse_step(std::string_view text) {
    const auto refused = [text](std::string_view why) {
        return failure(ErrorKind::configuration,
                       fmt::format("fault '{}': {}; expected <fault>@<time>[+<time>], such as "
                                   "refuse@30s+20s",
                                   text, why));
    };
    const std::vector<std::string_view> halves = split(text, '@');
    if (halves.size() != 2) return refused("no time");
    const std::optional<Fault> fault = parse_fault(halves[0]);
    if (!fault) return refused("unknown name");
    const std::vector<std::string_view> times = split(halves[1], '+');
    const std::optional<Duration> at = parse_duration(times[0]);
    if (!at || times.size() > 2) return refused("not a time");
    ScriptStep step{*at, *fault, Duration{0}};
    if (times.size() == 2) {
        const std::optional<Duration> lasting = parse_duration(times[1]);
        if (!lasting) return refused("not a length of time");
        step.lasting = *lasting;
    } else if (!is_instant(*fault)) {
        return refused("needs a length of time");
    }
    return step;
}

}  // namespace

std::string_view to_string(Fault fault) {
    for (const auto& [value, name] : names)
        if (value == fault) return name;
    return "unknown";
}

std::optional<Fault> parse_fault(std::string_view name) {
    for (const auto& [value, known] : names)
        if (known == name) return value;
    return std::nullopt;
}

bool is_instant(Fault fault) {
    return fault == Fault::policy_close || fault == Fault::cut || fault == Fault::huge_frame;
}

Result<std::vector<ScriptStep>> parse_script(std::string_view text) {
    std::vector<ScriptStep> steps;
    for (const std::string_view part : split(text, ',')) {
        auto step = parse_step(trim(part));
        if (!step) return failure(step.error());
        steps.push_back(*step);
    }
    return steps;
}

}  // namespace nodewatch::sim::xrpl
