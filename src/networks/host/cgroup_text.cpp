#include <algorithm>

#include "base/strings.hpp"
#include "networks/host/cgroup.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

std::vector<std::string> names_of(std::string_view list) {
    std::vector<std::string> names;
    for (const std::string_view name : split(list, ','))
        if (!name.empty()) names.emplace_back(name);
    return names;
}

}  // namespace

std::vector<CgroupMembership> parse_cgroup_memberships(std::string_view text) {
    std::vector<CgroupMembership> all;
    for (std::string_view line; take_line(text, line);) {
        // "4:memory:/docker/1f2e"; the path may have colons. Version 2 is "0::/path".
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string_view::npos || second == std::string_view::npos) continue;
        CgroupMembership membership;
        membership.controllers = names_of(line.substr(first + 1, second - first - 1));
        membership.unified = line.starts_with("0:") && membership.controllers.empty();
        membership.path = line.substr(second + 1);
        all.push_back(std::move(membership));
    }
    return all;
}

std::vector<CgroupMount> parse_cgroup_mounts(std::string_view text) {
    std::vector<CgroupMount> all;
    for (std::string_view line; take_line(text, line);) {
        // proc(5): "31 23 0:24 ROOT MOUNT_POINT OPTIONS [TAGS...] - TYPE SOURCE SUPER_OPTIONS"
        for (int passed_over = 0; passed_over < 3; ++passed_over)
            take_word(line);
        CgroupMount mount;
        mount.root = take_word(line);
        mount.mount_point = take_word(line);
        for (auto word = take_word(line); !word.empty() && word != "-"; word = take_word(line))
            continue;
        const std::string_view type = take_word(line);
        if (type != "cgroup" && type != "cgroup2") continue;
        mount.unified = type == "cgroup2";
        take_word(line);  // the source
        mount.controllers = names_of(take_word(line));
        all.push_back(std::move(mount));
    }
    return all;
}

std::optional<double> parse_cgroup_bound(const std::optional<std::string>& text) {
    // A page below 2^63: what version 1 tells where nothing is set.
    constexpr double no_bound = 9.2e18;
    const auto number = only_number(text);
    return number && *number >= 0 && *number < no_bound ? number : std::nullopt;
}

std::optional<double> parse_cpu_max(std::string_view text) {
    const auto quota = parse_double(trim(take_word(text)));
    const auto period = parse_double(trim(text));
    if (!quota || !period || *period <= 0) return std::nullopt;
    return *quota / *period;
}

}  // namespace nodewatch::host
