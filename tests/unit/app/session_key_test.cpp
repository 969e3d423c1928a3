#include "app/session_key.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/log.hpp"

namespace nodewatch::app {
namespace {

namespace fs = std::filesystem;

class SessionKeyTest : public ::testing::Test {
protected:
    SessionKeyTest() {
        std::string name = fs::temp_directory_path() / "nodewatch-key-XXXXXX";
        folder = ::mkdtemp(name.data());
        path = folder / "session.key";
    }
    ~SessionKeyTest() override { fs::remove_all(folder); }
    std::string load() { return load_session_key(folder).value_or("none"); }

    fs::path folder;
    fs::path path;
};

TEST_F(SessionKeyTest, IsMadeOnceForItsOwnerAlone) {
    const std::string key = load();
    EXPECT_EQ(key.size(), 32U);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    EXPECT_EQ(load(), key);
    fs::remove(path);
    EXPECT_NE(load(), key);
}

TEST_F(SessionKeyTest, WhatOthersCanReadOrWhatIsNotWholeIsReplaced) {
    const std::string key = load();
    fs::permissions(path, fs::perms::group_read, fs::perm_options::add);
    const std::string second = load();
    EXPECT_NE(second, key);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    for (const std::size_t size : {0U, 31U, 33U}) {
        std::ofstream(path, std::ios::trunc) << std::string(size, 'x');
        const std::string next = load();
        EXPECT_EQ(next.size(), 32U);
        EXPECT_NE(next, std::string(32, 'x'));
        EXPECT_EQ(load(), next);
    }
}

TEST_F(SessionKeyTest, WhatCannotBeOpenedIsReplacedWithAWarning) {
    std::string logged;
    log::set_observer([&](log::Level, std::string_view, std::string_view text) { logged += text; });
    const std::string first = load();
    EXPECT_EQ(logged, "") << "a first start is nothing to warn of";
    fs::rename(path, folder / "elsewhere");
    fs::create_symlink(folder / "elsewhere", path);
    const std::string second = load();
    log::set_observer(nullptr);
    EXPECT_NE(second, first);
    EXPECT_NE(logged.find("cannot read " + path.string()), std::string::npos) << logged;
}

TEST_F(SessionKeyTest, AFolderThatCannotBeWrittenIsAnErrorThatNamesIt) {
    const auto key = load_session_key(folder / "missing");
    ASSERT_FALSE(key);
    EXPECT_NE(key.error().message.find((folder / "missing").string()), std::string::npos);
}

}  // namespace
}  // namespace nodewatch::app
