#pragma once

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "temporary_store.hpp"

namespace nodewatch::store {

inline constexpr std::int64_t t0 = TestClock::start_ms;
inline const Labels labels{{"__name__", "m"}};

/// The value of each sample follows from its time.
inline std::vector<std::pair<std::int64_t, double>> samples(std::int64_t from, std::int64_t to) {
    std::vector<std::pair<std::int64_t, double>> result;
    for (std::int64_t i = from; i < to; ++i)
        result.emplace_back(t0 + i * 1000, static_cast<double>(i) * 0.5);
    return result;
}

class FailureTest : public testing::Test {
protected:
    void fill(std::int64_t from, std::int64_t to) { store.import(labels, samples(from, to)); }

    /// How many samples there are; each must be one that was written.
    std::size_t count_true_samples() {
        const Samples read = store.read("m");
        for (std::size_t i = 0; i < read.size(); ++i)
            EXPECT_EQ(read.values[i], static_cast<double>((read.times[i] - t0) / 1000) * 0.5);
        return read.size();
    }

    /// The names in the folder, sorted.
    std::vector<std::string> files() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(store.folder()))
            names.push_back(entry.path().filename());
        std::ranges::sort(names);
        return names;
    }

    TemporaryStore store;
};

/// No file can grow beyond so many bytes as long as this lives, as on a full disk.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        rlimit full = before_;
        full.rlim_cur = bytes;
        ::setrlimit(RLIMIT_FSIZE, &full);
    }
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, SIG_DFL);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit before_{};
};

/// Lines of the log while it lives.
class LogLines {
public:
    LogLines() {
        log::set_observer([this](log::Level, std::string_view, std::string_view text) {
            const std::scoped_lock lock(mutex_);
            lines_.emplace_back(text);
        });
    }
    ~LogLines() { log::set_observer(nullptr); }
    LogLines(const LogLines&) = delete;
    LogLines& operator=(const LogLines&) = delete;

    std::vector<std::string> take() {
        const std::scoped_lock lock(mutex_);
        return std::exchange(lines_, {});
    }

private:
    std::mutex mutex_;
    std::vector<std::string> lines_;
};

}  // namespace nodewatch::store
