#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::net {

std::string gzip(std::string_view bytes);

/// All members of a gzip body. More than `max_bytes` decoded is ErrorKind::too_large, a damaged or
/// cut one ErrorKind::protocol.
Result<std::string> gunzip(std::string_view bytes, std::size_t max_bytes);

}  // namespace nodewatch::net
