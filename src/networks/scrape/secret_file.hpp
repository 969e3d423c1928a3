#pragma once

#include <cstddef>
#include <string>

#include "base/result.hpp"

namespace nodewatch::scrape {

inline constexpr std::size_t max_secret_bytes = std::size_t{64} * 1024;

/// The secret in a regular file of at most 64 KiB, without blanks around it: one line, which may be
/// empty.
/// ErrorKind::file: names the file, says why it cannot be used, and holds nothing of its content.
/// Blocks as long as the file system does, but not on what is no regular file. Not on the loop
/// thread.
Result<std::string> read_secret_file(const std::string& path);

}  // namespace nodewatch::scrape
