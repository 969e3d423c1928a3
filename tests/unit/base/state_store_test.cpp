#include "base/state_store.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/state_file.hpp"
#include "base/worker_pool.hpp"

namespace nodewatch {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

class StateStoreTest : public testing::Test {
protected:
    ~StateStoreTest() override { fs::remove_all(base_); }

    Result<std::optional<std::string>> load(StateStore& store, std::string key) {
        Result<std::optional<std::string>> out;
        run(keep(store.load(std::move(key)), out));
        return out;
    }

    Result<> save(StateStore& store, std::string key, std::string document) {
        Result<> out;
        run(keep(store.save(std::move(key), std::move(document)), out));
        return out;
    }

    std::string only_file() const {
        std::vector<std::string> names;
        for (const auto& entry : fs::directory_iterator(folder_))
            names.push_back(entry.path());
        EXPECT_EQ(names.size(), 1U);
        return names.empty() ? "" : names[0];
    }

    static std::string content(const std::string& path) {
        std::ostringstream out;
        out << std::ifstream(path, std::ios::binary).rdbuf();
        return out.str();
    }

    static void write(const std::string& path, const std::string& text) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
    }

    const std::string base_ = testing::TempDir() + "nodewatch_state_" +
                              testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::string folder_ = base_ + "/var/state";
    WorkerPool pool_{2};
    FileStateStore files_{folder_, pool_};

private:
    template <typename R>
    static Task<void> keep(Task<R> task, R& out) {
        auto result = co_await std::move(task);
        out = std::move(result);
    }

    void run(Task<void> task) {
        asio::io_context loop;
        TaskGroup group(loop.get_executor());
        group.on_failure([](const std::string&, const std::string& what) { FAIL() << what; });
        group.spawn("test", std::move(task));
        loop.run();
    }
};

TEST_F(StateStoreTest, GivesBackWhatWasSavedByAnotherStore) {
    std::string document = "line 1\nline 2\n\0binary\xFF";
    ASSERT_TRUE(save(files_, "xrpl/val-1/agreement", document));
    FileStateStore after_restart(folder_, pool_);
    auto loaded = load(after_restart, "xrpl/val-1/agreement");
    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, document);
}

TEST_F(StateStoreTest, NothingWasSavedIsNoError) {
    auto loaded = load(files_, "xrpl/val-1/agreement");
    ASSERT_TRUE(loaded);
    EXPECT_EQ(*loaded, std::nullopt);
}

TEST_F(StateStoreTest, TheLastDocumentCountsAndNoOtherFileStays) {
    ASSERT_TRUE(save(files_, "key", "a long first document"));
    ASSERT_TRUE(save(files_, "key", "second"));
    EXPECT_EQ(*load(files_, "key"), "second");
    ASSERT_TRUE(save(files_, "key", ""));
    EXPECT_EQ(*load(files_, "key"), "");
    only_file();
}

TEST_F(StateStoreTest, FolderAndFileAreForThisUserOnly) {
    ASSERT_TRUE(save(files_, "key", "document"));
    struct stat folder{};
    struct stat file{};
    ASSERT_EQ(::stat(folder_.c_str(), &folder), 0);
    ASSERT_EQ(::stat(only_file().c_str(), &file), 0);
    EXPECT_EQ(folder.st_mode & 0777U, 0700U);
    EXPECT_EQ(file.st_mode & 0777U & ~0600U, 0U);
}

TEST_F(StateStoreTest, TheChecksumIsCrc32OfTheDocument) {
    // 0xcbf43926 is the check value of CRC-32 for these nine bytes.
    ASSERT_TRUE(save(files_, "key", "123456789"));
    EXPECT_EQ(content(only_file()), "nodewatch-state 1 crc32=cbf43926 bytes=9\n123456789");
}

TEST_F(StateStoreTest, EveryDamageIsAnErrorThatNamesTheFile) {
    ASSERT_TRUE(save(files_, "key", "123456789"));
    std::string path = only_file();
    std::string good = content(path);
    for (std::size_t i = 0; i < good.size(); ++i) {
        std::string flipped = good;
        flipped[i] = static_cast<char>(flipped[i] ^ 1);
        write(path, flipped);
        auto loaded = load(files_, "key");
        ASSERT_FALSE(loaded) << "byte " << i;
        EXPECT_EQ(loaded.error().kind, ErrorKind::parse);
        EXPECT_THAT(loaded.error().message, HasSubstr(path));

        write(path, good.substr(0, i));
        EXPECT_FALSE(load(files_, "key")) << "cut at " << i;
    }
    write(path, good + "x");
    EXPECT_FALSE(load(files_, "key"));
}

TEST_F(StateStoreTest, ADamagedDocumentIsSetAsideAndItsKeyBeginsAnew) {
    ASSERT_TRUE(save(files_, "key", "first"));
    const std::string path = only_file();
    write(path, "garbage");
    EXPECT_THAT(load(files_, "key").error().message, HasSubstr(path + ".damaged"));
    EXPECT_EQ(*load(files_, "key"), std::nullopt);
    ASSERT_TRUE(save(files_, "key", "second"));
    EXPECT_EQ(*load(files_, "key"), "second");
    EXPECT_EQ(content(path + ".damaged"), "garbage");
}

TEST_F(StateStoreTest, ACrashBeforeTheRenameLeavesTheOldDocument) {
    ASSERT_TRUE(save(files_, "key", "old"));
    write(folder_ + "/key.state.tmp", "half of the n");
    EXPECT_EQ(*load(files_, "key"), "old");
    ASSERT_TRUE(save(files_, "key", "new"));
    EXPECT_EQ(*load(files_, "key"), "new");
    only_file();
}

TEST_F(StateStoreTest, AFolderThatCannotBeMadeIsAnErrorThatNamesIt) {
    fs::create_directories(base_);
    write(base_ + "/var", "a file where a folder should be");
    auto saved = save(files_, "key", "document");
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::file);
    EXPECT_THAT(saved.error().message, HasSubstr(folder_));
    EXPECT_EQ(load(files_, "key").error().kind, ErrorKind::file);
}

TEST_F(StateStoreTest, RefusesWhatIsTooLarge) {
    auto saved = save(files_, "key", std::string(64 * 1024 * 1024 + 1, 'x'));
    ASSERT_FALSE(saved);
    EXPECT_EQ(saved.error().kind, ErrorKind::too_large);
}

TEST_F(StateStoreTest, KeysNeverShareAFileNorLeaveTheFolder) {
    std::set<std::string> names;
    std::vector<std::string> keys{"a/b", "a_b",     "a%2Fb", "a%b",      "../a", "..",   ".", ".a",
                                  "a.",  "a.state", "A",     "\xC3\xA4", "a b",  "a\nb", "%"};
    for (const auto& key : keys) {
        std::string name = state_file_name(key);
        EXPECT_TRUE(names.insert(name).second) << key;
        EXPECT_EQ(name.find('/'), std::string::npos);
        EXPECT_NE(name[0], '.');
    }
    EXPECT_EQ(state_file_name("xrpl/val-1/agreement"), "xrpl%2Fval-1%2Fagreement.state");
    EXPECT_FALSE(save(files_, "", "x"));
    EXPECT_FALSE(save(files_, std::string(300, 'k'), "x"));
}

TEST_F(StateStoreTest, MemoryStoreKeepsDocuments) {
    MemoryStateStore memory;
    EXPECT_EQ(*load(memory, "key"), std::nullopt);
    ASSERT_TRUE(save(memory, "key", "document"));
    EXPECT_EQ(*load(memory, "key"), "document");
}

}  // namespace
}  // namespace nodewatch
