#include "networks/scrape/secret_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/process.hpp"

namespace nodewatch::scrape {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class SecretFileTest : public ::testing::Test {
protected:
    std::string read(const std::string& content) {
        testing::write_file(path_, content);
        const auto secret = read_secret_file(path_);
        return secret ? *secret : secret.error().message;
    }
    std::string error() {
        const auto secret = read_secret_file(path_);
        if (secret) return "no error";
        EXPECT_EQ(secret.error().kind, ErrorKind::file);
        EXPECT_THAT(secret.error().message, HasSubstr(path_));
        return secret.error().message;
    }

    const testing::TemporaryFolder folder_;
    const std::string path_ = folder_ / "token";
};

TEST_F(SecretFileTest, BlanksAroundTheSecretDoNotCount) {
    EXPECT_EQ(read("t0ken"), "t0ken");
    EXPECT_EQ(read("\n t0 ken\r\n\n"), "t0 ken");
    EXPECT_EQ(read(" \n"), "");
    EXPECT_EQ(read(""), "");
}

TEST_F(SecretFileTest, SixtyFourKibibytesAreTheMost) {
    EXPECT_EQ(read(std::string(65'536, 'x')).size(), 65'536U);
    EXPECT_THAT(
        read(std::string(65'537, 'x')),
        AllOf(HasSubstr(path_), HasSubstr("larger than 65536 bytes"), Not(HasSubstr("xx"))));
}

TEST_F(SecretFileTest, MoreThanOneLineIsNoSecret) {
    EXPECT_THAT(read("hunter2\nX-Admin: yes\n"),
                AllOf(HasSubstr(path_), HasSubstr("more than one line"), Not(HasSubstr("hunter"))));
}

TEST_F(SecretFileTest, WhatIsMissingIsNamed) {
    EXPECT_THAT(error(), HasSubstr("No such file or directory; it is looked for again"));
}

TEST_F(SecretFileTest, OnlyRegularFilesAreRead) {
    ASSERT_EQ(::mkfifo(path_.c_str(), 0600), 0);
    EXPECT_THAT(error(), HasSubstr("no regular file"));
    EXPECT_THAT(read_secret_file("/dev/zero").error().message, HasSubstr("no regular file"));
    EXPECT_THAT(read_secret_file("/").error().message, HasSubstr("no regular file"));
}

/// As Kubernetes exchanges what it mounts.
TEST_F(SecretFileTest, LinksAreFollowedToWhereTheyLeadNow) {
    testing::write_file(folder_ / "old", "first");
    testing::write_file(folder_ / "new", "second");
    std::filesystem::create_symlink(folder_ / "old", path_);
    EXPECT_EQ(read_secret_file(path_).value(), "first");
    std::filesystem::create_symlink(folder_ / "new", folder_ / "next");
    std::filesystem::rename(folder_ / "next", path_);
    EXPECT_EQ(read_secret_file(path_).value(), "second");
}

}  // namespace
}  // namespace nodewatch::scrape
