#include "networks/bitcoin/peer_lists.hpp"

#include <algorithm>

#include "networks/bitcoin/document.hpp"
#include "networks/bitcoin/measurements_peers.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr std::size_t max_reasons = 16;
constexpr std::size_t max_known_networks = 16;

}  // namespace

Result<Bans> decode_bans(std::string_view result) {
    const auto document = parse_array(result, "the answer to listbanned");
    if (!document) return failure(document.error());
    Bans bans;
    for (const json::Element& element : document->root.get_array()) {
        if (!element.is_object()) continue;
        ++bans.count;
        const auto created = json::integer(element, "ban_created");
        if (created && *created > bans.newest.value_or(0)) bans.newest = created;
        const auto reason = text(element, "ban_reason");
        if (reason && (bans.by_reason.contains(*reason) || bans.by_reason.size() < max_reasons))
            ++bans.by_reason[*reason];
    }
    return bans;
}

Result<std::vector<KnownAddresses>> decode_known_addresses(std::string_view result) {
    const auto document = parse_object(result, "the answer to getaddrmaninfo");
    if (!document) return failure(document.error());
    std::vector<KnownAddresses> all;
    for (const auto& [name, element] : document->root.get_object()) {
        if (name == "all_networks" || all.size() >= max_known_networks) continue;
        if (element.is_object())
            all.push_back({std::string(name), amount(element, "new"), amount(element, "tried")});
    }
    return all;
}

Point bans_point(const Bans& bans, Stamp stamp) {
    const auto& m = bans_measurement;
    Point point(m, stamp.time, stamp.interval);
    point.set(m.count, bans.count);
    point.set(m.newest, bans.newest);
    return point;
}

std::vector<Point> ban_reason_points(const Bans& bans, Stamp stamp) {
    const auto& m = ban_reason_measurement;
    std::vector<Point> points;
    for (const auto& [reason, count] : bans.by_reason)
        points.emplace_back(m, stamp.time, stamp.interval, std::vector{reason}).set(m.count, count);
    return points;
}

std::vector<Point> known_address_points(const std::vector<KnownAddresses>& all, Stamp stamp) {
    const auto& m = address_book_measurement;
    std::vector<Point> points;
    const auto add = [&](const std::string& network, const char* table,
                         const std::optional<double>& count) {
        if (!count) return;
        std::vector<std::string> tags = {network, table};
        points.emplace_back(m, stamp.time, stamp.interval, std::move(tags)).set(m.addresses, count);
    };
    for (const KnownAddresses& known : all) {
        add(known.network, "new", known.heard_of);
        add(known.network, "tried", known.tried);
    }
    return points;
}

}  // namespace nodewatch::bitcoin
