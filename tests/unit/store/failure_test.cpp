// What a killed program, damage and other programs can do to the store.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <random>

#include "failure_fixture.hpp"
#include "store/file_lock.hpp"
#include "store/inspect.hpp"
#include "support/sanitizer.hpp"

namespace nodewatch::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// The program that is killed: writes samples from `next` on in batches, tells the number of those
/// that are committed, and now and then merges.
[[noreturn]] void write_until_killed(const StoreOptions& options, const Clock& clock,
                                     std::int64_t next, unsigned seed, int out) {
    auto opened = Store::open(options, clock);
    if (!opened) ::_exit(1);
    std::mt19937 random(seed);
    const auto importer = (*opened)->importer();
    const auto series = importer->series(labels);
    while (true) {
        std::vector<Head::Sample> batch;
        const std::int64_t end = next + 1 + static_cast<std::int64_t>(random() % 200);
        for (const auto& [time, value] : samples(next, end))
            batch.push_back({*series, time, value});
        next = end;
        if (!importer->append(batch) || !(*opened)->flush()) ::_exit(2);
        if (::write(out, &next, sizeof next) != sizeof next) ::_exit(3);
        if (random() % 16 == 0 && !(*opened)->compact()) ::_exit(4);
    }
}

TEST_F(FailureTest, AKilledProgramLosesNothingThatWasCommitted) {
    constexpr int rounds = sanitizer::rounds(200);
    constexpr std::int64_t largest_batch = 200;
    store.options.late_window = std::chrono::days{1000};
    std::mt19937 random(7);
    std::int64_t written = 0;
    for (int round = 0; round < rounds; ++round) {
        int ends[2];
        ASSERT_EQ(::pipe(ends), 0);
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            ::close(ends[0]);
            write_until_killed(store.options, store.clock, written, static_cast<unsigned>(random()),
                               ends[1]);
        }
        ::close(ends[1]);
        std::int64_t committed = written;
        // Killed after so many commits, and a moment in the midst of the next.
        const auto commits = static_cast<int>(random() % 8);
        for (int i = 0; i < commits; ++i) {
            if (::read(ends[0], &committed, sizeof committed) != sizeof committed) break;
        }
        for (volatile unsigned spin = random() % 2'000'000; spin > 0; spin = spin - 1) {
        }
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status)) << "the writer ended by itself: " << WEXITSTATUS(status);
        while (::read(ends[0], &committed, sizeof committed) == sizeof committed) {
        }
        ::close(ends[0]);

        store.open();
        const Samples read = store.read("m");
        const auto kept = static_cast<std::int64_t>(read.size());
        ASSERT_GE(kept, committed) << "round " << round;
        ASSERT_LE(kept, committed + largest_batch) << "round " << round;
        ASSERT_EQ(count_true_samples(), read.size());
        if (kept > 0) ASSERT_EQ(read.times.back(), t0 + (kept - 1) * 1000);
        ASSERT_EQ(store->status().damaged_blobs, 0U);
        written = kept;
        store.close();
    }
    EXPECT_GT(written, rounds);
    const auto checked = verify(store.options.path);
    ASSERT_TRUE(checked);
    EXPECT_EQ(checked->damaged, 0U);
}

TEST_F(FailureTest, ASecondProcessIsRefusedAndToldWhoHasTheFile) {
    store.open();
    const auto second = Store::open(store.options, store.clock);
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().message,
                HasSubstr("in use by process " + std::to_string(::getpid())));
}

TEST_F(FailureTest, ASecondProcessIsRefusedAlsoAfterTheLockWasRemoved) {
    store.open();
    fill(0, 100);
    for (const char* suffix : {"", "-wal", "-shm", ".lock"})
        std::filesystem::remove(store.options.path + suffix);
    ASSERT_TRUE(store->flush());
    EXPECT_FALSE(Store::open(store.options, store.clock));
    EXPECT_EQ(count_true_samples(), 100U);
}

TEST_F(FailureTest, WhoLostTheLockToAnotherProcessWritesNoMore) {
    store.open();
    std::filesystem::remove(store.options.path + ".lock");
    const auto other = FileLock::take(store.options.path);
    ASSERT_TRUE(other);
    fill(0, 100);
    const auto flushed = store->flush();
    ASSERT_FALSE(flushed);
    EXPECT_THAT(flushed.error().message, HasSubstr("in use by process"));
    EXPECT_EQ(store->status().unflushed_samples, 100U);
}

TEST_F(FailureTest, TheLockThatRootMakesBelongsToTheOwnerOfTheFolder) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root makes files for others";
    constexpr uid_t somebody = 65534;
    ASSERT_EQ(::chown(store.folder().c_str(), somebody, somebody), 0);
    store.open();
    struct stat lock{};
    ASSERT_EQ(::stat((store.options.path + ".lock").c_str(), &lock), 0);
    EXPECT_EQ(lock.st_uid, somebody);
    EXPECT_EQ(lock.st_gid, somebody);
}

TEST_F(FailureTest, AFileOfANewerVersionIsRefusedAndNotTouched) {
    store.open();
    fill(0, 10);
    store.close();
    {
        auto connection = sqlite::Connection::open(store.options.path, sqlite::Access::write);
        ASSERT_TRUE(connection->execute("PRAGMA user_version = 99"));
    }
    std::filesystem::remove(store.options.path + ".lock");
    const auto opened = store.try_open();
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("newer nodewatch"));
    EXPECT_THAT(verify(store.options.path).error().message, HasSubstr("newer nodewatch"));
    EXPECT_THAT(files(), ElementsAre("nodewatch.db")) << "nothing was made beside it";
    auto connection = sqlite::Connection::open(store.options.path, sqlite::Access::read);
    EXPECT_EQ(connection->query_integer("PRAGMA user_version").value_or(0), 99);
}

TEST_F(FailureTest, ADatabaseOfAnotherProgramIsRefused) {
    {
        auto connection = sqlite::Connection::open(store.options.path, sqlite::Access::create);
        ASSERT_TRUE(connection->execute("CREATE TABLE theirs(x)"));
    }
    const auto opened = store.try_open();
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("another program"));
}

TEST_F(FailureTest, AFileThatWasOnlyBegunIsGoneOnWith) {
    const auto begin = [&](const char* sql) {
        std::filesystem::remove(store.options.path);
        std::ofstream(store.options.path).close();
        auto connection = sqlite::Connection::open(store.options.path, sqlite::Access::create);
        ASSERT_TRUE(connection->execute(sql));
    };
    for (const char* sql : {"", "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL"}) {
        begin(sql);
        const auto read = verify(store.options.path);
        ASSERT_FALSE(read);
        EXPECT_THAT(read.error().message, HasSubstr("the next import or run goes on with it"));
        store.open();
        fill(0, 10);
        ASSERT_TRUE(store->flush());
        EXPECT_EQ(count_true_samples(), 10U);
        store.close();
    }
}

TEST_F(FailureTest, AFileThatIsRemovedWhileRunningIsBegunAnew) {
    store.open();
    fill(0, 1500);
    ASSERT_TRUE(store->flush());
    fill(1500, 1600);
    ASSERT_TRUE(store->flush());
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(store.options.path + suffix);
    fill(1600, 1700);
    ASSERT_TRUE(store->flush());
    EXPECT_EQ(store->status().replaced_files, 1U);
    // What was in memory is in the new file, the chunks of the old one are gone with it.
    EXPECT_EQ(count_true_samples(), 200U);
    store.close();
    store.open();
    EXPECT_EQ(count_true_samples(), 200U);
}

TEST_F(FailureTest, ATruncatedFileIsNotTheEnd) {
    store.options.late_window = std::chrono::days{1000};
    store.open();
    fill(0, 20'000);
    ASSERT_TRUE(store->compact());
    store.close();
    const auto size = std::filesystem::file_size(store.options.path);
    const std::string copy = store.folder() / "copy";
    std::filesystem::copy_file(store.options.path, copy);
    for (const std::uintmax_t part :
         {std::uintmax_t{0}, size / 4, size / 2, size - 8192, size - 1}) {
        std::filesystem::copy_file(copy, store.options.path,
                                   std::filesystem::copy_options::overwrite_existing);
        std::filesystem::resize_file(store.options.path, part);
        store.open();
        EXPECT_LE(count_true_samples(), 20'000U);
        fill(20'000, 20'010);
        EXPECT_TRUE(store->flush()) << store->status().last_error;
        EXPECT_GE(count_true_samples(), 10U) << part;
        store.close();
        std::filesystem::remove(store.options.path + "-wal");
    }
}

TEST_F(FailureTest, AFlippedByteAnywhereCostsSamplesButNeverMakesFalseOnes) {
    store.options.late_window = std::chrono::days{1000};
    store.open();
    fill(0, 9000);
    ASSERT_TRUE(store->compact());
    fill(9000, 11'000);  // staged and logged
    ASSERT_TRUE(store->flush());
    fill(11'000, 11'010);
    store.close();
    const std::string copy = store.folder() / "copy";
    std::filesystem::copy_file(store.options.path, copy);
    const auto size = static_cast<std::int64_t>(std::filesystem::file_size(copy));
    std::mt19937 random(3);
    std::int64_t flipped = 0;
    for (std::int64_t page = 0; page < size; page += 8192) {
        for (const std::int64_t within :
             {3, 9, static_cast<int>(random() % 8192), static_cast<int>(8191 - random() % 512)}) {
            std::filesystem::remove(store.options.path + "-wal");
            std::filesystem::copy_file(copy, store.options.path,
                                       std::filesystem::copy_options::overwrite_existing);
            {
                std::fstream file(store.options.path,
                                  std::ios::in | std::ios::out | std::ios::binary);
                file.seekg(page + within);
                const int byte = file.get();
                file.seekp(page + within);
                file.put(static_cast<char>(byte ^ (1 << random() % 8)));
            }
            const auto opened = store.try_open();
            if (!opened) {
                // Only what says whose file it is may keep it from being used.
                EXPECT_EQ(page, 0) << opened.error().message;
                continue;
            }
            ++flipped;
            EXPECT_LE(count_true_samples(), 11'010U);
            fill(11'010, 11'020);
            EXPECT_TRUE(store->flush()) << store->status().last_error;
            EXPECT_GE(count_true_samples(), 10U) << "page " << page / 8192 << " byte " << within;
            store.close();
        }
    }
    EXPECT_GT(flipped, 30);
}

}  // namespace
}  // namespace nodewatch::store
