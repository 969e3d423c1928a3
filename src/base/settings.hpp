#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace nodewatch {

/// A piece of the configuration file, read key by key. Every read marks its key as known; after all
/// reads finish() turns the keys nobody asked for into errors. Errors are gathered, not thrown, so
/// that one run of `nodewatch check` tells them all: "nodewatch.yaml:12:5: targets[0].interval:
/// expected a duration such as 5s, found 'fast'".
///
/// Each key has an environment form: NODEWATCH_ + the path in upper case with '_' between the parts
/// (`log.level` is NODEWATCH_LOG_LEVEL); it wins over the file. Lists of mappings have none.
class Settings {
public:
    using Environment = std::function<std::optional<std::string>(const std::string& name)>;

    /// Reads YAML. Duplicate keys are an error. `name` stands in error messages.
    static Settings parse(std::string_view yaml, std::string name, Environment environment);

    /// A required or optional value: present in the file or environment, or the default.
    std::string text(std::string_view key, std::string fallback);
    std::optional<std::string> optional_text(std::string_view key);
    /// One of the words, else an error that lists them.
    std::string choice(std::string_view key, std::string fallback,
                       const std::vector<std::string_view>& words);
    bool boolean(std::string_view key, bool fallback);
    std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                         std::int64_t max);
    double number(std::string_view key, double fallback, double min, double max);
    Duration duration(std::string_view key, Duration fallback, Duration min, Duration max);
    /// A list of texts, or one text alone. In the environment with commas between them.
    std::vector<std::string> texts(std::string_view key);
    /// The same where one text alone is an error: in what is written for programs that refuse it.
    std::vector<std::string> listed_texts(std::string_view key);
    /// A secret: `key` itself, or `key`_file with the name of a file that holds it. Never in
    /// messages.
    std::optional<std::string> secret(std::string_view key);

    bool has(std::string_view key) const;
    /// The keys that the file has here, in its order; for mappings whose keys are names, such as
    /// those of labels. The environment cannot add to them.
    std::vector<std::string> keys() const;
    /// A nested mapping; empty when absent.
    Settings section(std::string_view key);
    /// A list of mappings; empty when absent.
    std::vector<Settings> list(std::string_view key);

    /// An error at this piece's place (or at one of its keys).
    void fail(std::string_view key, std::string message);
    /// Reports unknown keys here and in all sections and lists that were read.
    void finish();
    /// Takes whatever stands here for known: of a piece that is wrong as a whole, its keys have no
    /// meaning that they could miss.
    void disregard();

    /// The names of the environment forms of all keys read so far, whether set or not.
    std::vector<std::string> variables() const;
    /// All errors of the document so far, shared by the pieces.
    const std::vector<Error>& errors() const;
    /// "nodewatch.yaml:12:5"
    std::string location(std::string_view key = {}) const;
    /// "targets[0]"
    const std::string& path() const;

    ~Settings();
    Settings(Settings&&) noexcept;
    Settings& operator=(Settings&&) noexcept;
    Settings(const Settings&) = delete;
    Settings& operator=(const Settings&) = delete;

private:
    struct Document;
    struct Piece;
    explicit Settings(std::shared_ptr<Piece> piece);
    std::shared_ptr<Piece> piece_;
};

}  // namespace nodewatch
