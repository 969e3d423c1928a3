#pragma once

#include <string_view>

namespace nodewatch::promql {

/// Whether a label can have this name: letters, digits and `_`, no digit first.
bool is_label_name(std::string_view name);

/// A letter, a digit or `_`.
bool is_word_character(char c);

}  // namespace nodewatch::promql
