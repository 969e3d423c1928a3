#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.hpp"
#include "telemetry/schema.hpp"

namespace nodewatch {

/// What is known of a metric family, in the words of Prometheus.
struct MetricMetadata {
    std::string type = "unknown";  ///< "counter", "gauge", "histogram" ...
    std::string help;
    std::string unit;  ///< "seconds"; empty: none was told
    auto operator<=>(const MetricMetadata&) const = default;
};

enum class MetadataPart : std::uint8_t { type, help, unit };

/// What one target tells of its metrics, in rounds: scrapes that succeed. What was told last
/// counts. Thread-safe.
class TargetMetadata {
public:
    static constexpr std::size_t max_families = 10'000;
    /// Of names, help and units together.
    static constexpr std::size_t max_bytes = 1'048'576;
    /// A family that is not told any more stays for so many rounds. When there is no room for one
    /// that is told, those go first that neither this round nor the last one told.
    static constexpr std::uint64_t rounds_kept = 10;

    explicit TargetMetadata(LabelPairs labels) : labels_(std::move(labels)) {}

    /// Of the target.
    const LabelPairs& labels() const { return labels_; }

    /// `metric` is the name of the family as it is told, `type` one of Prometheus' words. False
    /// when there is no room: that part of the family is unknown then.
    bool tell(MetadataPart part, std::string_view metric, std::string_view text);
    void end_round();

    struct Family {
        std::string metric;
        MetricMetadata metadata;
    };
    /// By name.
    std::vector<Family> families() const;
    std::optional<MetricMetadata> find(std::string_view metric) const;

private:
    struct Known {
        MetricMetadata metadata;
        std::uint64_t told = 0;  ///< the last round in which it was
    };
    bool has_room(std::size_t bytes) const { return bytes_ + bytes <= max_bytes; }
    bool has_room_for(std::string_view metric) const {
        return families_.size() < max_families && has_room(metric.size());
    }
    void drop_untold(std::uint64_t rounds);
    void make_room();

    const LabelPairs labels_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Known, TextHash, std::equal_to<>> families_;
    std::size_t bytes_ = 0;
    std::uint64_t round_ = 0;
    std::optional<std::uint64_t> cleared_;  ///< the last round in which room was made
};

/// Where sources put what targets tell of their metrics, for those who ask over HTTP. Memory only:
/// it is told anew after a restart. Thread-safe.
class MetadataBoard {
public:
    /// On the board for as long as the source holds it.
    std::shared_ptr<TargetMetadata> add(LabelPairs labels);
    /// In the order in which they came.
    std::vector<std::shared_ptr<const TargetMetadata>> targets() const;

private:
    mutable std::mutex mutex_;
    std::vector<std::weak_ptr<const TargetMetadata>> targets_;
};

}  // namespace nodewatch
