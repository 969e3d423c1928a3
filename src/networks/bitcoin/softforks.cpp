#include "networks/bitcoin/softforks.hpp"

#include <algorithm>
#include <array>

#include "networks/bitcoin/document.hpp"
#include "networks/bitcoin/measurements_outlook.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr std::size_t max_softforks = 64;
constexpr std::array<std::string_view, 5> softfork_states = {"defined", "started", "locked_in",
                                                             "active", "failed"};

void read_signals(const json::Element& bip9, Softfork& fork) {
    const auto statistics = json::find(bip9, "statistics");
    if (!statistics || !statistics->is_object()) return;
    fork.period = json::unsigned_integer(*statistics, "period");
    fork.threshold = json::unsigned_integer(*statistics, "threshold");
    fork.elapsed = json::unsigned_integer(*statistics, "elapsed");
    fork.count = json::unsigned_integer(*statistics, "count");
    fork.possible = json::boolean(*statistics, "possible");
}

void read_bip9(const json::Element& bip9, Softfork& fork) {
    fork.status = text(bip9, "status").value_or("");
    fork.since = json::unsigned_integer(bip9, "since");
    read_signals(bip9, fork);
}

/// {"type":"buried","active":true,"height":2}, or of type bip9 with a member of that name.
Softfork read_softfork(std::string_view name, const json::Element& element) {
    Softfork fork;
    fork.name = name;
    if (const auto bip9 = json::find(element, "bip9"); bip9 && bip9->is_object()) {
        read_bip9(*bip9, fork);
        return fork;
    }
    if (const auto active = json::boolean(element, "active"))
        fork.status = *active ? "active" : "defined";
    fork.since = json::unsigned_integer(element, "height");
    return fork;
}

void read_object(const json::Element& root, std::string_view key, std::vector<Softfork>& all) {
    const auto members = json::object(root, key);
    if (!members) return;
    for (const auto& [name, element] : *members)
        if (element.is_object() && all.size() < max_softforks)
            all.push_back(read_softfork(name, element));
}

/// Before version 19: [{"id":"bip34","reject":{"status":true}},...] and, beside it, those of BIP 9.
void read_lists(const json::Element& root, std::vector<Softfork>& all) {
    if (const auto list = json::array(root, "softforks")) {
        for (const json::Element& element : *list) {
            const auto name = text(element, "id");
            const auto reject = json::find(element, "reject");
            if (!name || !reject || all.size() >= max_softforks) continue;
            Softfork& fork = all.emplace_back();
            fork.name = *name;
            if (const auto active = json::boolean(*reject, "status"))
                fork.status = *active ? "active" : "defined";
        }
    }
    const auto members = json::object(root, "bip9_softforks");
    if (!members) return;
    for (const auto& [name, element] : *members) {
        if (!element.is_object() || all.size() >= max_softforks) continue;
        Softfork& fork = all.emplace_back();
        fork.name = name;
        read_bip9(element, fork);
    }
}

std::optional<double> ratio(const std::optional<std::uint64_t>& part,
                            const std::optional<std::uint64_t>& whole) {
    if (!part || !whole || *whole == 0) return std::nullopt;
    return static_cast<double>(*part) / static_cast<double>(*whole);
}

}  // namespace

Result<std::vector<Softfork>> decode_softforks(std::string_view result) {
    const auto document = parse_object(result, "the answer to getdeploymentinfo");
    if (!document) return failure(document.error());
    std::vector<Softfork> all;
    read_object(document->root, "deployments", all);
    read_object(document->root, "softforks", all);
    read_lists(document->root, all);
    return all;
}

std::vector<Point> softfork_points(const std::vector<Softfork>& softforks, Stamp stamp) {
    const auto& m = softfork_measurement;
    std::vector<Point> points;
    for (const Softfork& fork : softforks) {
        Point& point = points.emplace_back(m, stamp.time, stamp.interval, std::vector{fork.name});
        if (const auto found = std::ranges::find(softfork_states, fork.status);
            found != softfork_states.end())
            point.set(m.state, found - softfork_states.begin());
        point.set(m.since, fork.since);
        point.set(m.signalling, ratio(fork.count, fork.elapsed));
        point.set(m.threshold, ratio(fork.threshold, fork.period));
        point.set(m.possible, fork.possible);
    }
    return points;
}

}  // namespace nodewatch::bitcoin
