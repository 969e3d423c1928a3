#include "networks/host/mount_figures.hpp"

#include <gmock/gmock.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "support/loop.hpp"

namespace nodewatch::host {
namespace {

using namespace std::chrono_literals;
using Figures = std::vector<MountAnswer>;

/// File systems of which some hang until they are let go.
class FileSystems {
public:
    MountAnswer ask(const std::string& path) {
        std::unique_lock lock(mutex_);
        ++asked_;
        if (path.starts_with("/hanging") && !released_) {
            ++hanging_;
            changed_.notify_all();
            changed_.wait(lock, [this] { return released_; });
            --hanging_;
        }
        ++answered_;
        changed_.notify_all();
        if (path == "/broken") return std::unexpected(MountError::failed);
        return MountFigures{.size_bytes = static_cast<double>(path.size())};
    }
    /// Until more hang than are known, or so many have been asked and the others have answered:
    /// then time may pass. True when one more hangs.
    bool wait_until_still(std::size_t known_hanging, std::size_t asked) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] {
            return hanging_ > known_hanging || (asked_ >= asked && answered_ + hanging_ == asked_);
        });
        return hanging_ > known_hanging;
    }
    void release() {
        const std::scoped_lock lock(mutex_);
        released_ = true;
        changed_.notify_all();
    }
    std::size_t asked() {
        const std::scoped_lock lock(mutex_);
        return asked_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool released_ = false;
    std::size_t asked_ = 0, answered_ = 0, hanging_ = 0;
};

class MountReading : public ::testing::Test {
protected:
    /// Reads, of which so many paths are asked.
    Figures read(std::vector<std::string> paths, std::size_t asked) {
        std::optional<Figures> figures;
        auto task = [](MountReader& reader, std::vector<std::string> all,
                       std::optional<Figures>& result) -> Task<void> {
            result = co_await reader.read(std::move(all));
        };
        const std::size_t asked_before = systems_->asked();
        loop_.start(task(reader_, std::move(paths), figures));
        while (!figures) {
            // What answered has to write that down: it is let run before time passes.
            if (!systems_->wait_until_still(reader_.hanging(), asked_before + asked))
                std::this_thread::sleep_for(1ms);
            loop_.clock.advance(1ms);
            loop_.settle();
        }
        return *figures;
    }

    std::shared_ptr<FileSystems> systems_ = std::make_shared<FileSystems>();
    Loop loop_;
    MountReader reader_{
        loop_.clock, [systems = systems_](const std::string& path) { return systems->ask(path); }};
};

TEST_F(MountReading, TellsEachInItsPlaceAndErrorsAsNothing) {
    const auto figures = read({"/", "/broken", "/data"}, 3);
    ASSERT_EQ(figures.size(), 3U);
    EXPECT_EQ(figures[0]->size_bytes, 1);
    EXPECT_EQ(figures[1].error(), MountError::failed);
    EXPECT_EQ(figures[2]->size_bytes, 5);
    EXPECT_EQ(reader_.timeouts(), 0U);
}

TEST_F(MountReading, OneThatHangsIsGivenUpAndTheOthersAreRead) {
    const auto figures = read({"/", "/hanging", "/data"}, 3);
    EXPECT_TRUE(figures[0]);
    EXPECT_EQ(figures[1].error(), MountError::hanging);
    EXPECT_TRUE(figures[2]);
    EXPECT_EQ(reader_.hanging(), 1U);
    EXPECT_EQ(reader_.timeouts(), 1U);

    const std::size_t asked = systems_->asked();
    EXPECT_FALSE(read({"/", "/hanging"}, 1)[1]);
    EXPECT_EQ(systems_->asked(), asked + 1) << "it is not asked again";
    EXPECT_EQ(reader_.timeouts(), 1U);

    systems_->release();
    while (reader_.hanging() > 0)  // its thread ends a moment after its answer
        read({}, 0);
    EXPECT_TRUE(read({"/hanging"}, 1)[0]);
}

TEST_F(MountReading, NotMoreThanSomeThreadsAreLeftBehind) {
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < 2 * MountReader::max_hanging; ++i)
        paths.push_back("/hanging/" + std::to_string(i));
    read(paths, paths.size());
    EXPECT_EQ(reader_.hanging(), MountReader::max_hanging);
    const std::size_t asked = systems_->asked();
    EXPECT_EQ(read({"/"}, 0)[0].error(), MountError::not_asked) << "it is not to blame";
    EXPECT_EQ(reader_.not_asked(), 1U);
    EXPECT_EQ(systems_->asked(), asked);
    systems_->release();
}

TEST_F(MountReading, WhatAlwaysAnsweredIsAskedHoweverManyHang) {
    ASSERT_TRUE(read({"/"}, 1)[0]);
    std::vector<std::string> paths;
    for (std::size_t i = 0; i < MountReader::max_hanging + 1; ++i)
        paths.push_back("/hanging/" + std::to_string(i));
    paths.push_back("/");
    const auto figures = read(paths, MountReader::max_hanging + 1);
    EXPECT_EQ(figures.front().error(), MountError::hanging);
    EXPECT_EQ(figures[MountReader::max_hanging].error(), MountError::not_asked);
    EXPECT_TRUE(figures.back());
    EXPECT_TRUE(read(paths, 1).back());
    systems_->release();
}

/// df tells 4.1 GB of such a file system, of which 2 GB are free.
TEST(MountFigures, AreCountedInTheBlocksOfTheFileSystem) {
    struct statfs told{};
    told.f_bsize = 1 << 20;
    told.f_frsize = 4096;
    told.f_blocks = 1'000'000;
    told.f_bfree = 500'000;
    told.f_bavail = 400'000;
    const MountFigures figures = figures_of(told);
    EXPECT_EQ(figures.size_bytes, 4'096'000'000);
    EXPECT_EQ(figures.free_bytes, 2'048'000'000);
    EXPECT_EQ(figures.avail_bytes, 1'638'400'000);
}

TEST(MountFigures, AreThoseOfTheKernel) {
    const auto figures = MountReader::ask_kernel("/");
    struct statvfs expected{};
    ASSERT_EQ(::statvfs("/", &expected), 0);
    ASSERT_TRUE(figures);
    EXPECT_EQ(figures->size_bytes,
              static_cast<double>(expected.f_blocks) * static_cast<double>(expected.f_frsize));
    EXPECT_EQ(MountReader::ask_kernel("/nonexistent").error(), MountError::missing);
}

}  // namespace
}  // namespace nodewatch::host
