#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/result.hpp"
#include "base/text_hash.hpp"
#include "store/labels.hpp"
#include "store/series_index.hpp"

/// How imported series are read, whatever the format.
namespace nodewatch::store {

bool is_blank(char c);
void skip_blanks(std::string_view& text);
/// Up to the next blank, which is skipped with those behind it.
std::string_view take_word(std::string_view& text);
/// An error of kind `parse`.
Error malformed(std::string message);
/// Letters, digits, `_` and `:`, and no digit in front.
bool is_metric_name(std::string_view name);

inline constexpr std::size_t max_imported_labels = 128;
inline constexpr std::size_t max_imported_name_bytes = 512;
inline constexpr std::size_t max_imported_value_bytes = 16U << 10U;

/// Gathers the labels of a series and checks them: names of letters, digits and `_` (in the
/// metric's name `:` too), each once; values of valid UTF-8; all within the bounds above; a metric
/// name. Errors are of kind `parse`.
class ImportedLabels {
public:
    void clear() { labels_.clear(); }
    Result<> add(std::string_view name, std::string_view value);
    /// Those of a series as text, and none of before: `name`, `name{a="b",}`,
    /// `{__name__="name"}`.
    Result<> read(std::string_view text);
    Result<Labels> finish() const;

private:
    std::vector<Label> labels_;
    std::string value_;  ///< of a label, unescaped
};

/// Which numbers series have, by the bytes that stood for them in the input: series come again and
/// again. Bounded: a full cache is emptied, and fills anew.
class SeriesCache {
public:
    static constexpr std::size_t max_bytes = 64U << 20U;

    /// 0 when these bytes are not known.
    SeriesId find(std::string_view bytes) const;
    void add(std::string_view bytes, SeriesId series);

private:
    std::unordered_map<std::string, SeriesId, TextHash, std::equal_to<>> series_;
    std::size_t bytes_ = 0;
};

}  // namespace nodewatch::store
