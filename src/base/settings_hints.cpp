#include "base/settings_hints.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstddef>

#include "base/strings.hpp"

namespace nodewatch {
namespace {

constexpr std::size_t max_quoted_bytes = 60;

/// Single-letter insertions, deletions, replacements and swaps of neighbours that turn a into b
/// (optimal string alignment distance).
std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        before_last.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({replaced, last[j] + 1, row[j - 1] + 1});
            bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) row[j] = std::min(row[j], before_last[j - 2] + 1);
        }
    }
    return row[b.size()];
}

/// Two slips, or one in a word of up to four letters.
std::size_t slips_allowed(std::string_view word) {
    return word.size() <= 4 ? 1 : 2;
}

}  // namespace

std::string quoted(std::string_view text) {
    return "'" + escape_controls(abbreviate(text, max_quoted_bytes)) + "'";
}

std::string hint(std::string_view text, const std::vector<std::string_view>& words) {
    if (words.empty()) return "";
    std::string_view nearest;
    std::size_t nearest_distance = text.size() + 1;
    std::string lower = to_lower(text);
    for (std::string_view word : words) {
        if (lower.size() > word.size() + 2) continue;
        std::size_t distance = edit_distance(lower, word);
        if (distance <= slips_allowed(word) && distance < nearest_distance) {
            nearest = word;
            nearest_distance = distance;
        }
    }
    if (!nearest.empty()) return fmt::format(", did you mean '{}'?", nearest);
    return fmt::format("; known here: {}", fmt::join(words, ", "));
}

}  // namespace nodewatch
