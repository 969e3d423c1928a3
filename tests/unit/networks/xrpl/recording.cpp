#include "recording.hpp"

#include <zlib.h>

#include <array>
#include <memory>
#include <string>

namespace nodewatch::xrpl {

bool read_lines(const std::filesystem::path& path,
                const std::function<void(std::string_view line)>& take_line) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose);
    if (!file) {
        return false;
    }
    std::string line;
    std::array<char, 65536> chunk{};
    while (gzgets(file.get(), chunk.data(), chunk.size()) != nullptr) {
        line += chunk.data();
        if (line.ends_with('\n')) {
            line.pop_back();
            take_line(line);
            line.clear();
        }
    }
    if (!line.empty()) {
        take_line(line);
    }
    return true;
}

std::string_view recorded_data(std::string_view line) {
    constexpr std::string_view key = "\"data\":";  // the last member of a line
    auto start = line.find(key);
    if (start == std::string_view::npos) {
        return {};
    }
    auto data = line.substr(start + key.size(), line.size() - start - key.size() - 1);
    data.remove_prefix(std::min(data.find_first_not_of(' '), data.size()));
    return data;
}

std::filesystem::path recordings_folder() {
    return std::filesystem::path(NODEWATCH_SOURCE_DIR) / "recordings" / "xrpl";
}

std::filesystem::path shared_fixtures_folder() {
    return std::filesystem::path(NODEWATCH_SOURCE_DIR) / ".." / "shared" / "fixtures";
}

}  // namespace nodewatch::xrpl
