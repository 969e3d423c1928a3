#pragma once

#include <map>
#include <string>
#include <vector>

#include "store/sample_sink.hpp"

namespace nodewatch::store {

/// Keeps what it is given.
class CollectingSink final : public SampleSink {
public:
    Result<SeriesId> series(const Labels& labels) override {
        ++lookups;
        if (labels_.size() == max_series) return failure(ErrorKind::too_large, "too many series");
        labels_.push_back(labels);
        return static_cast<SeriesId>(labels_.size());
    }
    Result<Head::Counts> append(std::span<const Head::Sample> samples) override {
        if (fails) return failure(ErrorKind::file, "the disk is full");
        for (const Head::Sample& sample : samples)
            taken.push_back({to_string(labels_.at(sample.series - 1)), sample.time, sample.value});
        return Head::Counts{.taken = samples.size()};
    }

    struct Taken {
        std::string series;
        std::int64_t time = 0;
        double value = 0;
        bool operator==(const Taken&) const = default;
    };
    std::vector<Taken> taken;
    std::size_t lookups = 0;
    std::size_t max_series = 1000;
    bool fails = false;

private:
    std::vector<Labels> labels_;
};

}  // namespace nodewatch::store
