#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "store/store.hpp"

namespace nodewatch::store {

/// Moves only when told to; may be read from any thread.
class TestClock final : public Clock {
public:
    static constexpr std::int64_t start_ms = 1'763'700'000'000;

    Now now() const override {
        return {from_unix_milliseconds(wall_), SteadyTime{std::chrono::milliseconds{steady_}}};
    }
    Task<void> sleep_until(SteadyTime) override { co_return; }

    void advance(Duration d) {
        wall_ += d.count();
        steady_ += d.count();
    }
    void step_wall(Duration d) { wall_ += d.count(); }

private:
    std::atomic<std::int64_t> wall_ = start_ms;
    std::atomic<std::int64_t> steady_ = 1'000'000;
};

/// A folder that is removed at the end, and a store in it.
class TemporaryStore {
public:
    TemporaryStore() {
        std::string name = (std::filesystem::temp_directory_path() / "nodewatch-store-XXXXXX");
        folder_ = ::mkdtemp(name.data());
        options.path = folder_ / "nodewatch.db";
        // Tests say when to flush.
        options.flush_interval = std::chrono::hours{1};
    }
    ~TemporaryStore() {
        store_.reset();
        std::filesystem::remove_all(folder_);
    }
    TemporaryStore(const TemporaryStore&) = delete;
    TemporaryStore& operator=(const TemporaryStore&) = delete;

    Result<> try_open() {
        store_.reset();
        auto opened = Store::open(options, clock);
        if (!opened) return failure(opened.error());
        store_ = std::move(*opened);
        return {};
    }
    void open() {
        const auto opened = try_open();
        ASSERT_TRUE(opened) << opened.error().message;
    }
    void close() { store_.reset(); }
    Store& operator*() { return *store_; }
    Store* operator->() { return store_.get(); }
    const std::filesystem::path& folder() const { return folder_; }

    void import(const Labels& labels, const std::vector<std::pair<std::int64_t, double>>& samples) {
        const auto importer = store_->importer();
        const auto series = importer->series(labels);
        ASSERT_TRUE(series) << series.error().message;
        std::vector<Head::Sample> batch;
        for (const auto& [time, value] : samples)
            batch.push_back({*series, time, value});
        const auto counts = importer->append(batch);
        ASSERT_TRUE(counts) << counts.error().message;
    }

    Samples read(const std::string& metric, TimeRange range = {0, max_time}) {
        const auto matcher =
            Matcher::make(MatchType::equal, std::string(metric_name_label), metric);
        const auto selection = store_->select({*matcher}, range, 1);
        Samples samples;
        if (!selection) {
            ADD_FAILURE() << selection.error().message;
            return samples;
        }
        if ((*selection)->size() == 0) return samples;
        const auto read = (*selection)->read(0, range, samples);
        EXPECT_TRUE(read) << read.error().message;
        return samples;
    }

    StoreOptions options;
    TestClock clock;

private:
    std::filesystem::path folder_;
    std::unique_ptr<Store> store_;
};

}  // namespace nodewatch::store
