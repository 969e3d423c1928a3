// What a disk, or a folder, that takes nothing does to the store.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "failure_fixture.hpp"
#include "store/copy.hpp"
#include "store/inspect.hpp"

namespace nodewatch::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

using DiskTest = FailureTest;

TEST_F(DiskTest, AFileThatMayNotBeWrittenIsRefusedWithTheReason) {
    store.open();
    store.close();
    std::filesystem::remove(store.options.path + ".lock");
    ASSERT_EQ(::chmod(store.options.path.c_str(), 0444), 0);
    ASSERT_EQ(::chmod(store.folder().c_str(), 0555), 0);
    const bool root = ::geteuid() == 0;
    if (root) ASSERT_EQ(::seteuid(65534), 0);
    const auto opened = store.try_open();
    if (root) ASSERT_EQ(::seteuid(0), 0);
    ::chmod(store.folder().c_str(), 0755);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message, HasSubstr("Permission denied"));
}

TEST_F(DiskTest, AFullDiskKeepsSamplesInMemoryUntilThereIsRoom) {
    store.open();
    fill(0, 500);
    ASSERT_TRUE(store->flush());
    {
        const FullDisk disk(16'384);
        fill(500, 3000);
        ASSERT_FALSE(store->flush());
        EXPECT_EQ(count_true_samples(), 3000U);
    }
    EXPECT_EQ(store->status().unflushed_samples, 2500U);
    EXPECT_FALSE(store->status().last_error.empty());
    const auto flushed = store->flush();
    ASSERT_TRUE(flushed) << flushed.error().message;
    EXPECT_TRUE(store->status().last_error.empty());
    EXPECT_EQ(store->status().unflushed_samples, 0U);
    store.close();
    store.open();
    EXPECT_EQ(count_true_samples(), 3000U);
}

TEST_F(DiskTest, AnImportIsNotAcknowledgedWhileTheDiskTakesNothing) {
    store.open();
    fill(0, 500);
    ASSERT_TRUE(store->flush());
    const auto importer = store->importer();
    const auto series = importer->series(labels);
    const std::vector<Head::Sample> sample{{*series, t0 + 1'000'000, 1000.0}};
    {
        const FullDisk disk(16'384);
        fill(500, 3000);
        ASSERT_FALSE(store->flush());
        const auto refused = importer->append(sample);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().kind, ErrorKind::file);
        EXPECT_THAT(refused.error().message,
                    AllOf(HasSubstr("cannot be written, send this again later"),
                          HasSubstr(store.options.path), HasSubstr("File too large")));
        EXPECT_EQ(store->status().unflushed_samples, 2500U) << "it takes nothing";
    }
    ASSERT_TRUE(store->flush());
    EXPECT_TRUE(importer->append(sample));
}

TEST_F(DiskTest, AnImportAfterAQuietTimeWaitsForTheDisk) {
    // Nothing was ever written within the last interval.
    store.options.flush_interval = Duration{0};
    store.open();
    fill(0, 500);
    EXPECT_EQ(store->status().unflushed_samples, 0U);
    const auto importer = store->importer();
    const auto series = importer->series(labels);
    std::vector<Head::Sample> many;
    for (const auto& [time, value] : samples(500, 3000))
        many.push_back({*series, time, value});
    {
        const FullDisk disk(16'384);
        EXPECT_FALSE(importer->append(many));
    }
    ASSERT_TRUE(store->flush());
    EXPECT_TRUE(importer->append(many)) << "the sender repeats it";
    EXPECT_EQ(count_true_samples(), 3000U);
}

TEST_F(DiskTest, AFileThatMayOnlyBeReadIsRefusedAtOnce) {
    store.open();
    store.close();
    std::filesystem::remove(store.options.path + ".lock");
    ASSERT_EQ(::chmod(store.options.path.c_str(), 0444), 0);
    ASSERT_EQ(::chmod(store.folder().c_str(), 0777), 0);
    const bool root = ::geteuid() == 0;
    if (root) ASSERT_EQ(::seteuid(65534), 0);
    const auto opened = store.try_open();
    if (root) ASSERT_EQ(::seteuid(0), 0);
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message,
                AllOf(HasSubstr(store.options.path), HasSubstr("may only read the file")));
}

TEST_F(DiskTest, ARemovedFolderIsToldOnceAndUsedAgainWhenItIsBack) {
    store.open();
    fill(0, 100);
    ASSERT_TRUE(store->flush());
    LogLines log;
    std::filesystem::remove_all(store.folder());
    fill(100, 200);
    for (int i = 0; i < 50; ++i) {
        const auto flushed = store->flush();
        ASSERT_FALSE(flushed);
        ASSERT_THAT(flushed.error().message,
                    HasSubstr("the folder " + store.folder().string() + " is not there"));
    }
    EXPECT_THAT(log.take(), ElementsAre(HasSubstr("is not there; make it, or mount it again")));
    std::filesystem::create_directory(store.folder());
    ASSERT_TRUE(store->flush());
    EXPECT_THAT(log.take(), ElementsAre(HasSubstr("a new file begins"),
                                        HasSubstr("written again, after 50 failed tries")));
    EXPECT_EQ(count_true_samples(), 200U);
}

TEST_F(DiskTest, AFolderThatIsMovedAwayAndBackLosesNothing) {
    store.open();
    fill(0, 100);
    ASSERT_TRUE(store->flush());
    const std::string elsewhere = store.folder().string() + ".moved";
    std::filesystem::rename(store.folder(), elsewhere);
    ASSERT_FALSE(store->flush());
    std::filesystem::rename(elsewhere, store.folder());
    ASSERT_TRUE(store->flush());
    EXPECT_TRUE(store->status().last_error.empty());
    fill(100, 200);
    ASSERT_TRUE(store->flush());
    EXPECT_EQ(store->status().replaced_files, 0U);
    EXPECT_EQ(count_true_samples(), 200U);
}

TEST_F(DiskTest, WithoutAnyFileJobsFailAndNothingElse) {
    store.open();
    fill(0, 100);
    ASSERT_TRUE(store->flush());
    for (const char* suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(store.options.path + suffix);
    {
        const FullDisk disk(0);  // so that no new file can be made
        for (int i = 0; i < 3; ++i) {
            EXPECT_FALSE(store->flush());
            EXPECT_FALSE(store->save_document("key", "text"));
            EXPECT_FALSE(store->maintain());
            EXPECT_FALSE(store->compact());
        }
    }
    ASSERT_TRUE(store->flush());
    EXPECT_EQ(store->status().replaced_files, 1U);
    EXPECT_TRUE(store->save_document("key", "text"));
    EXPECT_EQ(count_true_samples(), 100U);
}

TEST_F(DiskTest, ACopyThatFailsLeavesNothing) {
    store.options.late_window = std::chrono::days{1000};
    store.open();
    fill(0, 20'000);
    ASSERT_TRUE(store->flush());
    const std::string target = store.folder() / "copies";
    ASSERT_TRUE(std::filesystem::create_directory(target));
    {
        const FullDisk disk(16'384);
        const auto backed_up = store->back_up(target + "/a.db");
        ASSERT_FALSE(backed_up);
        EXPECT_THAT(backed_up.error().message, HasSubstr("File too large"));
        const auto copied = copy_file(store.options.path, target + "/b.db");
        ASSERT_FALSE(copied);
        EXPECT_THAT(copied.error().message, HasSubstr("cannot copy to " + target + "/b.db: "));
    }
    EXPECT_TRUE(std::filesystem::is_empty(target));
    // What an earlier one left, that was killed, is no hindrance, and no journal for the new one.
    for (const char* name : {"/a.db.unfinished", "/a.db.unfinished-journal"})
        std::ofstream(target + name) << "rest";
    EXPECT_TRUE(store->back_up(target + "/a.db"));
    EXPECT_EQ(verify(target + "/a.db")->damaged, 0U);
}

}  // namespace
}  // namespace nodewatch::store
