#include "networks/folder_files.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

namespace nodewatch {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FolderFiles : public testing::Test {
protected:
    FolderFiles() {
        std::string name = (fs::temp_directory_path() / "nodewatch-folder-XXXXXX").string();
        folder_ = mkdtemp(name.data());
        write("a", 10);
        write("below/b", 200);
        fs::create_directory_symlink(folder_ / "below", folder_ / "link");
    }
    ~FolderFiles() override { fs::remove_all(folder_); }

    void write(const std::string& path, std::size_t bytes) const {
        fs::create_directories((folder_ / path).parent_path());
        std::ofstream(folder_ / path) << std::string(bytes, 'x');
    }
    Result<std::map<std::string, std::uintmax_t>> visit(const fs::path& folder,
                                                        const WalkBounds& bounds = {}) const {
        std::map<std::string, std::uintmax_t> files;
        const auto visited =
            visit_files(folder, bounds, [&](const fs::path& file, std::uintmax_t bytes) {
                files[file.lexically_relative(folder)] = bytes;
            });
        if (!visited) return failure(visited.error());
        return files;
    }

    fs::path folder_;
};

TEST_F(FolderFiles, TellsEachFileOnce) {
    const std::map<std::string, std::uintmax_t> all = {{"a", 10}, {"below/b", 200}};
    EXPECT_EQ(visit(folder_), all);
    const std::map<std::string, std::uintmax_t> below = {{"b", 200}};
    EXPECT_EQ(visit(folder_ / "link"), below) << "the folder itself may be a link";
}

TEST_F(FolderFiles, EachBoundIsAnErrorOfItsOwn) {
    EXPECT_EQ(visit(folder_, {.files = 4, .time = Duration{60'000}, .stop = {}})->size(), 2U);
    EXPECT_EQ(visit(folder_, {.files = 3, .time = Duration{60'000}, .stop = {}}).error().kind,
              ErrorKind::too_large);
    EXPECT_EQ(visit(folder_, {.files = 9, .time = Duration{-1}, .stop = {}}).error().kind,
              ErrorKind::timeout);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(visit(folder_, {.files = 9, .time = Duration{60'000}, .stop = stop.get_token()})
                  .error()
                  .kind,
              ErrorKind::cancelled);
}

TEST_F(FolderFiles, AMissingFolderIsNamed) {
    const auto files = visit(folder_ / "absent");
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().kind, ErrorKind::file);
    EXPECT_THAT(files.error().message, HasSubstr("absent cannot be read"));
    EXPECT_FALSE(disk_space(folder_ / "absent"));
}

TEST_F(FolderFiles, SpaceOfTheFileSystem) {
    const auto space = disk_space(folder_);
    ASSERT_TRUE(space);
    EXPECT_GT(space->bytes, space->free_bytes);
}

}  // namespace
}  // namespace nodewatch
