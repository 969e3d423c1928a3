#pragma once

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/hub.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::testing {

/// A point as its source published it, by names instead of handles.
struct RecordedPoint {
    Target target;
    std::string measurement;
    std::vector<std::string> tags;
    WallTime time{};
    Duration interval{};
    std::map<std::string, double> fields;  ///< present ones, by key; ages as unix time

    std::optional<double> get(const std::string& key) const {
        const auto found = fields.find(key);
        return found == fields.end() ? std::nullopt : std::optional(found->second);
    }
};

/// Keeps everything that a Hub hands out, for tests of sources and watchers:
///     Hub hub;
///     RecordingConsumer seen;
///     hub.add(seen);
///     ...
///     EXPECT_EQ(seen.value("xrpl_peer_count"), 21);
class RecordingConsumer final : public PointConsumer {
public:
    struct Retirement {
        Target target;
        std::string measurement;
        std::vector<std::string> tags;
        WallTime time{};
    };

    void accept(const SeriesGroup& group, const Point& point) override {
        RecordedPoint recorded{group.target, group.measurement->name(), group.tag_values,
                               point.time(), point.interval(),          {}};
        const auto& fields = group.measurement->fields();
        for (std::size_t i = 0; i < fields.size(); ++i) {
            if (point.has(i)) recorded.fields[fields[i].key] = point.value(i);
        }
        current_[&group] = recorded;
        points_.push_back(std::move(recorded));
    }

    void retire(const SeriesGroup& group, WallTime time) override {
        current_.erase(&group);
        retirements_.push_back({group.target, group.measurement->name(), group.tag_values, time});
    }

    const std::vector<RecordedPoint>& points() const { return points_; }
    const std::vector<Retirement>& retirements() const { return retirements_; }

    std::vector<RecordedPoint> points_of(std::string_view measurement) const {
        std::vector<RecordedPoint> result;
        std::ranges::copy_if(points_, std::back_inserter(result),
                             [&](const auto& p) { return p.measurement == measurement; });
        return result;
    }

    std::optional<RecordedPoint> last(std::string_view measurement) const {
        const auto of = points_of(measurement);
        return of.empty() ? std::nullopt : std::optional(of.back());
    }

    /// What the series with this metric name and exactly these labels (beyond network and node) has
    /// now; nothing when it is unknown or retired. The first target that has it.
    std::optional<double> value(std::string_view metric, LabelPairs labels = {}) const {
        std::ranges::sort(labels);
        for (const auto& [group, point] : current_) {
            for (const FieldSpec& field : group->measurement->fields()) {
                if (field.metric != metric) continue;
                LabelPairs has = labels_of(*group, field);
                std::ranges::sort(has);
                if (has == labels && point.fields.contains(field.key)) return point.get(field.key);
            }
        }
        return std::nullopt;
    }

    /// Forgets the history, keeps what is current.
    void clear() {
        points_.clear();
        retirements_.clear();
    }

private:
    struct ById {
        bool operator()(const SeriesGroup* a, const SeriesGroup* b) const { return a->id < b->id; }
    };

    std::vector<RecordedPoint> points_;
    std::vector<Retirement> retirements_;
    std::map<const SeriesGroup*, RecordedPoint, ById> current_;
};

}  // namespace nodewatch::testing
