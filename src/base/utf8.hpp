#pragma once

#include <cstddef>
#include <string_view>

namespace nodewatch {

struct Utf8Piece {
    std::size_t length;  ///< bytes, at least 1
    bool valid;
};

/// The character at the front of a text that is not empty, or the maximal part that begins one and
/// cannot be completed. After table 3-7 of the Unicode standard.
Utf8Piece front_utf8(std::string_view text);

}  // namespace nodewatch
