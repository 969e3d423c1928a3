#include "promql/label_name.hpp"

#include <algorithm>

namespace nodewatch::promql {

bool is_word_character(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_label_name(std::string_view name) {
    const bool starts_well = !name.empty() && !(name[0] >= '0' && name[0] <= '9');
    return starts_well && std::ranges::all_of(name, is_word_character);
}

}  // namespace nodewatch::promql
