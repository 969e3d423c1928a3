#include "networks/host/parse_devices.hpp"

#include <algorithm>

#include "base/strings.hpp"
#include "networks/host/text.hpp"

namespace nodewatch::host {
namespace {

bool is_octal(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '7'; });
}

/// "\040" is a blank: fstab(5).
std::string unescape(std::string_view text) {
    constexpr std::size_t digits = 3;
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const std::string_view octal = text.substr(i + 1, digits);
        if (text[i] != '\\' || octal.size() < digits || !is_octal(octal)) {
            plain += text[i];
            continue;
        }
        int code = 0;
        for (const char digit : octal)
            code = code * 8 + (digit - '0');
        plain += static_cast<char>(code);
        i += digits;
    }
    return plain;
}

}  // namespace

std::vector<DiskCounters> parse_diskstats(std::string_view text) {
    std::vector<DiskCounters> disks;
    for (std::string_view line; take_line(text, line);) {
        DiskCounters disk;
        disk.major = take_word(line);
        disk.minor = take_word(line);
        disk.device = take_word(line);
        if (disk.device.empty()) continue;
        for (auto& value : disk.values)
            value = take_number(line);
        disks.push_back(std::move(disk));
    }
    return disks;
}

std::vector<NetworkCounters> parse_net_dev(std::string_view text) {
    std::vector<NetworkCounters> devices;
    for (std::string_view line; take_line(text, line);) {
        // The name may have colons (an alias) and be joined to the first number.
        const std::size_t colon = line.rfind(':');
        if (colon == std::string_view::npos) continue;
        NetworkCounters device;
        device.device = trim(line.substr(0, colon));
        line.remove_prefix(colon + 1);
        for (auto& value : device.values)
            value = take_number(line);
        if (!device.device.empty()) devices.push_back(std::move(device));
    }
    return devices;
}

std::vector<Mount> parse_mounts(std::string_view text) {
    std::vector<Mount> mounts;
    for (std::string_view line; take_line(text, line);) {
        Mount mount;
        mount.device = take_word(line);
        mount.mount_point = unescape(take_word(line));
        mount.type = take_word(line);
        const auto options = split(take_word(line), ',');
        if (mount.type.empty()) continue;
        mount.read_only = std::ranges::find(options, "ro") != options.end();
        mounts.push_back(std::move(mount));
    }
    return mounts;
}

NamedNumbers parse_arp(std::string_view text) {
    NamedNumbers entries;
    std::string_view line;
    take_line(text, line);  // the heading
    while (take_line(text, line)) {
        std::string_view device;
        for (std::string_view word = take_word(line); !word.empty(); word = take_word(line))
            device = word;
        if (device.empty()) continue;
        const auto known = std::ranges::find(entries, device, &NamedNumbers::value_type::first);
        if (known != entries.end())
            ++known->second;
        else
            entries.emplace_back(device, 1);
    }
    return entries;
}

}  // namespace nodewatch::host
