#include "telemetry/hub.hpp"

#include <algorithm>
#include <deque>
#include <functional>
#include <iterator>
#include <map>
#include <string_view>
#include <unordered_set>

#include "base/strings.hpp"
#include "base/text_hash.hpp"

namespace nodewatch {
namespace {

struct Entry {
    SeriesGroup group;
    const void* target = nullptr;  ///< identity of the TargetRecord: compared in place of its text
    bool live = true;              ///< not retired since the last point
    std::uint64_t retired_as = 0;  ///< position in the order of retirements
    bool forgotten = false;        ///< on its way to be used again
    std::uint64_t mark = 0;        ///< the last publish_set that had it
};

/// What identifies a group, by reference: a look-up allocates nothing.
struct Key {
    const Measurement* measurement;
    const void* target;
    const std::vector<std::string>& tag_values;
};

Key key_of(const Key& key) {
    return key;
}
Key key_of(const Entry* entry) {
    return {entry->group.measurement, entry->target, entry->group.tag_values};
}

struct Hash {
    using is_transparent = void;
    std::size_t operator()(const auto& value) const {
        const Key key = key_of(value);
        std::size_t hash =
            mix(std::hash<const void*>{}(key.measurement), std::hash<const void*>{}(key.target));
        for (const std::string& tag : key.tag_values)
            hash = mix(hash, TextHash{}(tag));
        return hash;
    }
    static std::size_t mix(std::size_t a, std::size_t b) {
        return (a ^ (b + 0x9e37'79b9'7f4a'7c15 + (a << 6U) + (a >> 2U))) * 0xff51'afd7'ed55'8ccd;
    }
};

struct Equal {
    using is_transparent = void;
    bool operator()(const auto& a, const auto& b) const {
        const Key x = key_of(a);
        const Key y = key_of(b);
        return x.measurement == y.measurement && x.target == y.target &&
               x.tag_values == y.tag_values;
    }
};

bool is_clean(const std::string& tag) {
    return tag.size() <= Hub::max_tag_bytes && is_valid_utf8(tag);
}

/// The three bytes that abbreviate() appends.
constexpr std::size_t ellipsis = 3;

std::vector<std::string> cleaned(const std::vector<std::string>& tags) {
    std::vector<std::string> result;
    result.reserve(tags.size());
    for (const std::string& tag : tags) {
        // Cut before repairing: what a peer sends beyond the bound costs nothing.
        const std::string_view head = std::string_view(tag).substr(0, Hub::max_tag_bytes + 4);
        result.push_back(
            is_clean(tag) ? tag : abbreviate(sanitize_utf8(head), Hub::max_tag_bytes - ellipsis));
    }
    return result;
}

/// The groups of one measurement of one target.
struct Family {
    std::vector<Entry*> entries;
    std::size_t retired = 0;
};

}  // namespace

struct Hub::TargetRecord {
    Target target;
    std::size_t groups = 0;
    std::map<const Measurement*, Family> families;
};

struct Hub::State {
    std::vector<PointConsumer*> consumers;
    std::deque<TargetRecord> targets;
    std::deque<Entry> entries;
    std::vector<Entry*> unused;  ///< forgotten ones, to be used again
    std::unordered_set<Entry*, Hash, Equal> index;
    std::uint64_t last_mark = 0;
    std::uint64_t retirements = 0;
    Counters counters;

    TargetRecord& record(Target target) {
        const auto found = std::ranges::find(targets, target, &TargetRecord::target);
        if (found != targets.end()) return *found;
        return targets.emplace_back(TargetRecord{std::move(target), 0, {}});
    }

    Entry* find(const Key& key) const {
        const auto found = index.find(key);
        return found == index.end() ? nullptr : *found;
    }

    Entry* intern(TargetRecord& record, const Point& point) {
        const Measurement& measurement = point.measurement();
        if (Entry* known = find({&measurement, &record, point.tag_values()})) return known;

        if (point.tag_values().size() != measurement.tags().size()) return nullptr;
        auto tags = cleaned(point.tag_values());
        if (Entry* known = find({&measurement, &record, tags})) return known;

        if (counters.groups >= max_groups || record.groups >= max_groups_per_target) return nullptr;
        Entry& entry = unused_entry();
        entry = Entry{SeriesGroup{&measurement, record.target, std::move(tags), entry.group.id},
                      &record};
        index.insert(&entry);
        record.families[&measurement].entries.push_back(&entry);
        ++record.groups;
        ++counters.groups;
        return &entry;
    }

    Entry& unused_entry() {
        if (unused.empty()) {
            Entry& entry = entries.emplace_back();
            entry.group.id = static_cast<std::uint32_t>(entries.size() - 1);
            return entry;
        }
        Entry& entry = *unused.back();
        unused.pop_back();
        return entry;
    }

    Entry* publish(TargetRecord& record, const Point& point) {
        ++counters.points;
        Entry* entry = intern(record, point);
        if (entry == nullptr) {
            ++counters.dropped_points;
            return nullptr;
        }
        if (!entry->live) {
            entry->live = true;
            --record.families[&point.measurement()].retired;
        }
        for (PointConsumer* consumer : consumers)
            consumer->accept(entry->group, point);
        return entry;
    }

    /// Retires the groups of the family for which `over` says so.
    void retire(TargetRecord& record, Family& family, WallTime time, const auto& over) {
        for (Entry* entry : family.entries) {
            if (!entry->live || !over(*entry)) continue;
            entry->live = false;
            entry->retired_as = ++retirements;
            ++family.retired;
            for (PointConsumer* consumer : consumers)
                consumer->retire(entry->group, time);
        }
        if (family.retired > max_retired_groups) forget_oldest(record, family);
    }

    /// Keeps the `max_retired_groups` that were retired last. In one sweep: a whole target may be
    /// retired at once.
    void forget_oldest(TargetRecord& record, Family& family) {
        std::vector<Entry*> retired;
        std::ranges::copy_if(family.entries, std::back_inserter(retired),
                             [](const Entry* entry) { return !entry->live; });
        const auto excess = static_cast<std::ptrdiff_t>(retired.size() - max_retired_groups);
        std::ranges::nth_element(retired, retired.begin() + excess, {}, &Entry::retired_as);
        retired.resize(static_cast<std::size_t>(excess));
        for (Entry* entry : retired) {
            for (PointConsumer* consumer : consumers)
                consumer->forget(entry->group);
            index.erase(entry);
            entry->forgotten = true;
        }
        std::erase_if(family.entries, [](const Entry* entry) { return entry->forgotten; });
        unused.insert(unused.end(), retired.begin(), retired.end());
        family.retired -= retired.size();
        record.groups -= retired.size();
        counters.groups -= retired.size();
    }
};

Hub::Hub() : state_(std::make_unique<State>()) {}
Hub::~Hub() = default;

void Hub::add(PointConsumer& consumer) {
    state_->consumers.push_back(&consumer);
}

Hub::Counters Hub::counters() const {
    return state_->counters;
}

Publisher::Publisher(Hub& hub, Target target)
    : hub_(&hub), record_(&hub.state_->record(std::move(target))) {}

void Publisher::publish(const Point& point) {
    hub_->state_->publish(*record_, point);
}

void Publisher::publish_set(const Measurement& measurement, const std::vector<Point>& points,
                            WallTime time) {
    Hub::State& hub = *hub_->state_;
    const std::uint64_t mark = ++hub.last_mark;
    for (const Point& point : points) {
        if (Entry* entry = hub.publish(*record_, point)) entry->mark = mark;
    }
    hub.retire(*record_, record_->families[&measurement], time,
               [mark](const Entry& entry) { return entry.mark != mark; });
}

void Publisher::retire(const Measurement& measurement, WallTime time) {
    hub_->state_->retire(*record_, record_->families[&measurement], time,
                         [](const Entry&) { return true; });
}

void Publisher::retire_all(WallTime time) {
    for (auto& [measurement, family] : record_->families)
        hub_->state_->retire(*record_, family, time, [](const Entry&) { return true; });
}

const Target& Publisher::target() const {
    return record_->target;
}

}  // namespace nodewatch
