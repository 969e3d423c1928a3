#include "base/settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>

#include "base/settings_hints.hpp"
#include "base/settings_piece.hpp"
#include "base/strings.hpp"
#include "base/yaml_document.hpp"

namespace nodewatch {
namespace {

constexpr std::size_t max_secret_bytes = std::size_t{64} * 1024;

/// The content of a secret's file without the line break at its end.
Result<std::string> read_secret(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return failure(ErrorKind::configuration, "cannot open the file " + quoted(file));
    std::string content(max_secret_bytes + 1, '\0');
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (stream.bad()) return failure(ErrorKind::configuration, "cannot read " + quoted(file));
    content.resize(static_cast<std::size_t>(stream.gcount()));
    if (content.size() > max_secret_bytes) {
        return failure(ErrorKind::configuration, quoted(file) + " is larger than a secret can be");
    }
    while (content.ends_with('\n') || content.ends_with('\r'))
        content.pop_back();
    if (content.empty()) return failure(ErrorKind::configuration, quoted(file) + " is empty");
    return content;
}

}  // namespace

template <typename T, typename Parse>
T Settings::Piece::read(std::string_view key, T fallback, const std::string& expected,
                        Parse parse) {
    auto value = scalar(key, expected);
    if (!value) return fallback;
    std::optional<T> parsed = parse(value->text);
    if (parsed) return *parsed;
    report_found(value->source, key, expected, quoted(value->text));
    return fallback;
}

Settings::Settings(std::shared_ptr<Piece> piece) : piece_(std::move(piece)) {}
Settings::~Settings() = default;
Settings::Settings(Settings&&) noexcept = default;
Settings& Settings::operator=(Settings&&) noexcept = default;

Settings Settings::parse(std::string_view yaml, std::string name, Environment environment) {
    auto document = std::make_shared<Document>();
    document->name = std::move(name);
    document->environment = std::move(environment);
    YamlDocument parsed = parse_yaml(yaml, document->name);
    document->root = std::move(parsed.root);
    for (const YamlError& error : parsed.errors) {
        document->add_error(fmt::format("{}: {}", at(document->name, error.place), error.message));
    }

    auto root = std::make_shared<Piece>();
    root->document = document;
    root->place = document->name;
    if (document->root.kind == YamlNode::Kind::mapping) {
        root->node = &document->root;
    } else if (document->root.kind != YamlNode::Kind::null) {
        root->report_found(at(document->name, document->root.place), "", "a mapping",
                           describe(document->root));
    }
    return Settings(std::move(root));
}

std::optional<std::string> Settings::optional_text(std::string_view key) {
    auto value = piece_->scalar(key, "text");
    if (!value) return std::nullopt;
    return std::move(value->text);
}

std::string Settings::text(std::string_view key, std::string fallback) {
    return optional_text(key).value_or(std::move(fallback));
}

std::string Settings::choice(std::string_view key, std::string fallback,
                             const std::vector<std::string_view>& words) {
    auto expected = fmt::format("one of {}", fmt::join(words, ", "));
    auto parse = [&](const std::string& text) -> std::optional<std::string> {
        if (std::find(words.begin(), words.end(), text) == words.end()) return std::nullopt;
        return text;
    };
    return piece_->read(key, std::move(fallback), expected, parse);
}

bool Settings::boolean(std::string_view key, bool fallback) {
    auto parse = [](const std::string& text) -> std::optional<bool> {
        std::string word = to_lower(text);
        if (word == "true" || word == "yes" || word == "on") return true;
        if (word == "false" || word == "no" || word == "off") return false;
        return std::nullopt;
    };
    return piece_->read(key, fallback, "true or false", parse);
}

std::int64_t Settings::integer(std::string_view key, std::int64_t fallback, std::int64_t min,
                               std::int64_t max) {
    auto parse = [=](const std::string& text) -> std::optional<std::int64_t> {
        auto value = parse_int(text);
        return value && *value >= min && *value <= max ? value : std::nullopt;
    };
    return piece_->read(key, fallback, fmt::format("a whole number from {} to {}", min, max),
                        parse);
}

double Settings::number(std::string_view key, double fallback, double min, double max) {
    auto parse = [=](const std::string& text) -> std::optional<double> {
        auto value = parse_double(text);
        return value && *value >= min && *value <= max ? value : std::nullopt;
    };
    auto expected = fmt::format("a number from {} to {}", format_double(min), format_double(max));
    return piece_->read(key, fallback, expected, parse);
}

Duration Settings::duration(std::string_view key, Duration fallback, Duration min, Duration max) {
    auto parse = [=](const std::string& text) -> std::optional<Duration> {
        auto value = parse_duration(text);
        return value && *value >= min && *value <= max ? value : std::nullopt;
    };
    auto expected = fmt::format("a duration such as 5s or 1m30s, from {} to {}",
                                format_exact_duration(min), format_exact_duration(max));
    return piece_->read(key, fallback, expected, parse);
}

std::vector<std::string> Settings::texts(std::string_view key) {
    const YamlMember* member = piece_->value_in_file(key);
    const bool is_alone = member != nullptr && member->value.kind == YamlNode::Kind::scalar;
    if (!is_alone || piece_->from_environment(key)) return listed_texts(key);
    piece_->known.emplace(key);
    return {member->value.text};
}

std::vector<std::string> Settings::listed_texts(std::string_view key) {
    piece_->known.emplace(key);
    std::vector<std::string> out;
    if (const auto value = piece_->from_environment(key)) {
        for (const auto part : split(value->text, ','))
            out.emplace_back(trim(part));
        return out;
    }
    const YamlMember* member = piece_->value_in_file(key);
    if (member == nullptr) return out;
    if (member->value.kind != YamlNode::Kind::list) {
        piece_->report_found(location(key), key, "a list of texts", describe(member->value));
        return out;
    }
    for (std::size_t i = 0; i < member->value.items.size(); ++i) {
        const YamlNode& item = member->value.items[i];
        if (item.kind == YamlNode::Kind::scalar) {
            out.push_back(item.text);
        } else {
            piece_->report_found(at(piece_->document->name, item.place),
                                 fmt::format("{}[{}]", key, i), "text", describe(item));
        }
    }
    return out;
}

std::optional<std::string> Settings::secret(std::string_view key) {
    std::string file_key = std::string(key) + "_file";
    piece_->known.emplace(key);
    piece_->known.emplace(file_key);

    using Source = std::function<std::optional<Piece::Value>(std::string_view)>;
    Source environment = [this](std::string_view k) { return piece_->from_environment(k); };
    Source file = [this](std::string_view k) { return piece_->from_file(k, "text"); };
    for (const Source& source : {environment, file}) {
        auto value = source(key);
        auto file_name = source(file_key);
        if (value && file_name) {
            piece_->report(file_name->source, file_key,
                           fmt::format("'{}' is given too; one of the two must go", key));
        }
        if (value) return std::move(value->text);
        if (!file_name) continue;
        auto content = read_secret(file_name->text);
        if (content) return std::move(*content);
        piece_->report(file_name->source, file_key, content.error().message);
        return std::nullopt;
    }
    return std::nullopt;
}

bool Settings::has(std::string_view key) const {
    return piece_->value_in_file(key) != nullptr || piece_->from_environment(key).has_value();
}

std::vector<std::string> Settings::keys() const {
    std::vector<std::string> all;
    if (piece_->node == nullptr) return all;
    for (const YamlMember& member : piece_->node->members)
        all.push_back(member.key);
    return all;
}

Settings Settings::section(std::string_view key) {
    piece_->known.emplace(key);
    auto& slot = piece_->sections[std::string(key)];
    if (slot) return Settings(slot);

    const YamlMember* member = piece_->value_in_file(key);
    if (member != nullptr && member->value.kind != YamlNode::Kind::mapping) {
        piece_->report_found(location(key), key, "a mapping", describe(member->value));
        member = nullptr;
    }
    slot = piece_->child(member != nullptr ? &member->value : nullptr, piece_->path_of(key),
                         location(key));
    return Settings(slot);
}

std::vector<Settings> Settings::list(std::string_view key) {
    piece_->known.emplace(key);
    std::vector<Settings> out;
    const YamlMember* member = piece_->value_in_file(key);
    if (member == nullptr) return out;
    if (member->value.kind != YamlNode::Kind::list) {
        piece_->report_found(location(key), key, "a list", describe(member->value));
        return out;
    }
    for (std::size_t i = 0; i < member->value.items.size(); ++i) {
        const YamlNode& item = member->value.items[i];
        std::string item_key = fmt::format("{}[{}]", key, i);
        std::string place = at(piece_->document->name, item.place);
        if (item.kind != YamlNode::Kind::mapping) {
            piece_->report_found(place, item_key, "a mapping", describe(item));
            continue;
        }
        auto piece = piece_->child(&item, piece_->path_of(item_key), std::move(place));
        piece->in_environment = false;
        piece_->list_items.push_back(piece);
        out.push_back(Settings(piece));
    }
    return out;
}

void Settings::fail(std::string_view key, std::string message) {
    auto value = piece_->from_environment(key);
    piece_->report(value ? value->source : location(key), key, message);
}

void Settings::finish() {
    piece_->report_unknown_keys();
}

void Settings::disregard() {
    piece_->finished = true;
}

std::vector<std::string> Settings::variables() const {
    return {piece_->document->variables.begin(), piece_->document->variables.end()};
}

const std::vector<Error>& Settings::errors() const {
    return piece_->document->errors;
}

std::string Settings::location(std::string_view key) const {
    return piece_->location(key);
}

const std::string& Settings::path() const {
    return piece_->path;
}

}  // namespace nodewatch
