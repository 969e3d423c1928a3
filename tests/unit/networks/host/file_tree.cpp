#include "file_tree.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

namespace nodewatch::host {

FileTree::FileTree() {
    std::string pattern = (std::filesystem::temp_directory_path() / "host-XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
}

FileTree::~FileTree() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void FileTree::write(const std::string& name, std::string_view content) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << content;
}

void FileTree::link(const std::string& name, const std::string& target) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::filesystem::create_symlink(target, folder_ / name);
}

void FileTree::unpack(const std::string& name) const {
    std::istringstream tree(read_test_data(name));
    std::string file, content;
    const auto finish = [&] {
        if (!file.empty()) write(file, content);
        file.clear();
        content.clear();
    };
    for (std::string line; std::getline(tree, line);) {
        if (line.starts_with("== ")) {
            finish();
            file = line.substr(3);
        } else if (line.starts_with("-> ")) {
            finish();
            const std::size_t blank = line.find(' ', 3);
            link(line.substr(3, blank - 3), line.substr(blank + 1));
        } else {
            content += line + "\n";
        }
    }
    finish();
}

HostFiles FileTree::files() const {
    return {.procfs = (folder_ / "proc").string(),
            .sysfs = (folder_ / "sys").string(),
            .rootfs = (folder_ / "root").string(),
            .own_root = (folder_ / "own").string()};
}

std::string read_test_data(const std::string& name) {
    const std::string path = NODEWATCH_SOURCE_DIR "/tests/data/host/" + name;
    const auto text = read_file_text(path);
    EXPECT_TRUE(text) << path;
    return text.value_or("");
}

}  // namespace nodewatch::host
