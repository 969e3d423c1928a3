#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "networks/host/options.hpp"

namespace nodewatch::host {

/// A folder with /proc, /sys and the root of a host that is not there, for the length of a test.
class FileTree {
public:
    FileTree();
    ~FileTree();
    FileTree(const FileTree&) = delete;
    FileTree& operator=(const FileTree&) = delete;

    void write(const std::string& name, std::string_view content) const;
    void link(const std::string& name, const std::string& target) const;
    /// A tree of tests/data/host.
    void unpack(const std::string& name) const;
    HostFiles files() const;

private:
    std::filesystem::path folder_;
};

/// A file of tests/data/host.
std::string read_test_data(const std::string& name);

}  // namespace nodewatch::host
