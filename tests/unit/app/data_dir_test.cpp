#include "app/data_dir.hpp"

#include <gtest/gtest.h>

#include "support/process.hpp"
#include "unit/app/fake_environment.hpp"

namespace nodewatch::app {
namespace {

namespace fs = std::filesystem;

bool yes(const std::string&) {
    return true;
}
bool no(const std::string&) {
    return false;
}

TEST(DataDir, TheConfiguredFolderWins) {
    EXPECT_EQ(choose_data_dir("/srv/watch", fake_environment({{"STATE_DIRECTORY", "/x"}}), yes),
              "/srv/watch");
}

TEST(DataDir, SystemdNamesTheFolderOfAUnit) {
    EXPECT_EQ(choose_data_dir({}, fake_environment({{"STATE_DIRECTORY", "/var/lib/unit"}}), yes),
              "/var/lib/unit");
    EXPECT_EQ(choose_data_dir({}, fake_environment({{"STATE_DIRECTORY", "/var/lib/a:/b"}}), yes),
              "/var/lib/a");
}

TEST(DataDir, RootUsesTheSystemsFolderAndOthersTheirHome) {
    const auto home = fake_environment({{"HOME", "/home/ann"}});
    EXPECT_EQ(choose_data_dir({}, home, yes), "/var/lib/nodewatch");
    EXPECT_EQ(choose_data_dir({}, home, no), "/home/ann/.local/state/nodewatch");
    EXPECT_EQ(
        choose_data_dir(
            {}, fake_environment({{"HOME", "/home/ann"}, {"XDG_STATE_HOME", "/home/ann/st"}}), no),
        "/home/ann/st/nodewatch");
}

TEST(DataDir, WithoutAnyHomeTheOperatorIsToldWhatToSet) {
    const auto chosen = choose_data_dir({}, fake_environment({}), no);
    ASSERT_FALSE(chosen);
    EXPECT_NE(chosen.error().message.find("data_dir"), std::string::npos);
}

TEST(DataDirOnDisk, IsMadeForItsOwnerAlone) {
    const testing::TemporaryFolder root;
    const auto folder = root / "a" / "b";
    ASSERT_TRUE(prepare_data_dir(folder));
    EXPECT_EQ(fs::status(folder).permissions(), fs::perms::owner_all);
    EXPECT_TRUE(prepare_data_dir(folder)) << "it may be there already";
}

TEST(DataDirOnDisk, AFileInItsPlaceIsAnErrorThatNamesIt) {
    const testing::TemporaryFolder root;
    const auto file = root / "file";
    testing::write_file(file, "x");
    for (const auto& folder : {file, file / "below"}) {
        const auto prepared = prepare_data_dir(folder);
        ASSERT_FALSE(prepared);
        EXPECT_NE(prepared.error().message.find(folder.string()), std::string::npos);
    }
}

}  // namespace
}  // namespace nodewatch::app
