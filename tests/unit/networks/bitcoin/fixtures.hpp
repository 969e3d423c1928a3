#pragma once

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

/// Payloads of many versions of Bitcoin Core, from public sources: no part of this repository.
namespace nodewatch::bitcoin {

inline std::filesystem::path fixtures_folder() {
    return std::filesystem::path(NODEWATCH_SOURCE_DIR) / ".." / "shared" / "fixtures" / "bitcoin";
}

inline std::string fixture(const std::string& name) {
    std::ifstream in(fixtures_folder() / name, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

}  // namespace nodewatch::bitcoin
