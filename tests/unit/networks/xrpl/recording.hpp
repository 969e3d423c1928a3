#pragma once

#include <filesystem>
#include <functional>
#include <string_view>

/// Reads the recordings of recordings/xrpl (see the README there).
namespace nodewatch::xrpl {

/// Calls `take_line` for each line of a file, gzip or not. False when there is no such file.
bool read_lines(const std::filesystem::path& path,
                const std::function<void(std::string_view line)>& take_line);

/// The member `data` of a line as it went over the wire; empty when there is none.
std::string_view recorded_data(std::string_view line);

std::filesystem::path recordings_folder();
/// Public fixtures and complete recordings that are no part of this repository.
std::filesystem::path shared_fixtures_folder();

}  // namespace nodewatch::xrpl
