#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Wording of the messages of src/base/settings.cpp.
namespace nodewatch {

/// The text between quotes, escaped and cut to what a message can bear.
std::string quoted(std::string_view text);

/// ", did you mean 'interval'?" for a slip of the pen, else "; known here: a, b, c". Empty when
/// there are no words.
std::string hint(std::string_view text, const std::vector<std::string_view>& words);

}  // namespace nodewatch
