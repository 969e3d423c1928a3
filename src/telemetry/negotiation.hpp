#pragma once

#include <span>
#include <string_view>

namespace nodewatch {

/// Whether an Accept header (RFC 9110, 12.5.1) asks for `media_type` by name, in one of the
/// `versions` or without a version, and with a quality that is not below that of plain text. A
/// wildcard is not a name: who takes anything gets the text.
bool prefers_over_text(std::string_view accept_header, std::string_view media_type,
                       std::span<const std::string_view> versions = {});

}  // namespace nodewatch
