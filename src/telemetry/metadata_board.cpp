#include "telemetry/metadata_board.hpp"

#include <algorithm>

namespace nodewatch {
namespace {

std::size_t size_of(std::string_view metric, const MetricMetadata& metadata) {
    return metric.size() + metadata.help.size() + metadata.unit.size();
}

}  // namespace

bool TargetMetadata::tell(MetadataPart part, std::string_view metric, std::string_view text) {
    const std::lock_guard lock(mutex_);
    auto known = families_.find(metric);
    if (known == families_.end()) {
        if (!has_room_for(metric)) make_room();
        if (!has_room_for(metric)) return false;
        known = families_.emplace(metric, Known{}).first;
        bytes_ += metric.size();
    }
    known->second.told = round_;
    MetricMetadata& metadata = known->second.metadata;
    if (part == MetadataPart::type) {
        if (metadata.type != text) metadata.type = text;
        return true;
    }
    std::string& kept = part == MetadataPart::help ? metadata.help : metadata.unit;
    if (kept == text) return true;
    bytes_ -= kept.size();
    if (!has_room(text.size())) make_room();
    const bool fits = has_room(text.size());
    // A string of its own each time: one that was long would keep its room.
    kept = fits ? std::string(text) : std::string();
    bytes_ += kept.size();
    return fits;
}

void TargetMetadata::end_round() {
    const std::lock_guard lock(mutex_);
    drop_untold(rounds_kept);
    ++round_;
}

/// Those that were not told in this round and so many before it.
void TargetMetadata::drop_untold(std::uint64_t rounds) {
    std::erase_if(families_, [&](const auto& family) {
        const auto& [metric, known] = family;
        if (round_ - known.told <= rounds) return false;
        bytes_ -= size_of(metric, known.metadata);
        return true;
    });
}

/// Once a round: nothing more is to be had of it the second time.
void TargetMetadata::make_room() {
    if (cleared_ == round_) return;
    cleared_ = round_;
    drop_untold(1);
}

std::vector<TargetMetadata::Family> TargetMetadata::families() const {
    std::vector<Family> all;
    {
        const std::lock_guard lock(mutex_);
        all.reserve(families_.size());
        for (const auto& [metric, known] : families_)
            all.push_back({metric, known.metadata});
    }
    std::ranges::sort(all, {}, &Family::metric);
    return all;
}

std::optional<MetricMetadata> TargetMetadata::find(std::string_view metric) const {
    const std::lock_guard lock(mutex_);
    const auto known = families_.find(metric);
    if (known == families_.end()) return std::nullopt;
    return known->second.metadata;
}

std::shared_ptr<TargetMetadata> MetadataBoard::add(LabelPairs labels) {
    auto added = std::make_shared<TargetMetadata>(std::move(labels));
    const std::lock_guard lock(mutex_);
    std::erase_if(targets_, [](const auto& target) { return target.expired(); });
    targets_.emplace_back(added);
    return added;
}

std::vector<std::shared_ptr<const TargetMetadata>> MetadataBoard::targets() const {
    std::vector<std::shared_ptr<const TargetMetadata>> all;
    const std::lock_guard lock(mutex_);
    for (const auto& target : targets_)
        if (auto there = target.lock()) all.push_back(std::move(there));
    return all;
}

}  // namespace nodewatch
