#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "store/labels.hpp"

/// Values as they are written in prometheus.yml. What is wrong goes into the settings, and the
/// fallback is what counts.
namespace nodewatch::scrape {

/// "1m30s", "1d", "2w". As in Prometheus 0 is the same as nothing.
Duration take_duration(Settings& settings, std::string_view key, Duration fallback);

/// `scrape_interval` and `scrape_timeout`, with what was there before for fallbacks.
void take_times(Settings& settings, Duration& interval, Duration& timeout);

/// A limit; 0 is the same as nothing.
std::uint64_t take_limit(Settings& settings, std::string_view key, std::uint64_t fallback);

/// "10MB", "1.5GiB", "512B": units of 1024, bytes of either spelling. 0 is the same as nothing.
std::uint64_t take_size(Settings& settings, std::string_view key, std::uint64_t fallback);

/// A mapping of labels.
store::Labels take_labels(Settings& settings, std::string_view key);

/// The content of a text file of at most `max_bytes`, 1 to 2^30.
Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t max_bytes);

/// A secret as it is written, or the file that holds it; both empty: there is none.
struct Secret {
    std::string text;
    std::string file;
};
/// What stands under `key`, or under `key`_file the name of a file, which is relative to `folder`.
/// The file is not looked at.
Secret take_secret(Settings& settings, const std::string& key, const std::filesystem::path& folder);

enum class ValueShape : std::uint8_t { text, texts, mapping, mappings };
/// Takes a key for known, whatever stands there in that shape. Whether it is there.
bool pass_over(Settings& settings, std::string_view key, ValueShape shape);

}  // namespace nodewatch::scrape
