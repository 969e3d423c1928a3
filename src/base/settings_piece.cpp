#include "base/settings_piece.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/settings_hints.hpp"
#include "base/strings.hpp"

namespace nodewatch {
namespace {

constexpr std::size_t max_errors = 100;

/// "log.level" -> "NODEWATCH_LOG_LEVEL"
std::string environment_name(std::string_view path) {
    std::string out = "NODEWATCH_";
    for (char c : path) {
        bool lower = c >= 'a' && c <= 'z';
        bool kept = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        out += lower ? static_cast<char>(c - 'a' + 'A') : kept ? c : '_';
    }
    return out;
}

const YamlMember* find_member(const YamlNode* mapping, std::string_view key) {
    if (mapping == nullptr) return nullptr;
    auto found = std::find_if(mapping->members.begin(), mapping->members.end(),
                              [key](const YamlMember& member) { return member.key == key; });
    return found == mapping->members.end() ? nullptr : &*found;
}

}  // namespace

std::string at(std::string_view name, YamlPlace place) {
    return fmt::format("{}:{}:{}", name, place.line, place.column);
}

std::string_view describe(const YamlNode& node) {
    switch (node.kind) {
        case YamlNode::Kind::null:
            return "nothing";
        case YamlNode::Kind::scalar:
            return "text";
        case YamlNode::Kind::list:
            return "a list";
        case YamlNode::Kind::mapping:
            return "a mapping";
    }
    return "nothing";
}

void Settings::Document::add_error(std::string message) {
    if (errors.size() > max_errors) return;
    if (errors.size() == max_errors) message = name + ": further errors are not listed";
    errors.push_back({ErrorKind::configuration, std::move(message)});
}

std::string Settings::Piece::path_of(std::string_view key) const {
    if (path.empty() || key.empty()) return path + std::string(key);
    return fmt::format("{}.{}", path, key);
}

std::string Settings::Piece::location(std::string_view key) const {
    const YamlMember* member = find_member(node, key);
    return member != nullptr ? at(document->name, member->place) : place;
}

const YamlMember* Settings::Piece::value_in_file(std::string_view key) const {
    const YamlMember* member = find_member(node, key);
    bool present = member != nullptr && member->value.kind != YamlNode::Kind::null;
    return present ? member : nullptr;
}

std::optional<Settings::Piece::Value> Settings::Piece::from_environment(
    std::string_view key) const {
    if (!in_environment || !document->environment) return std::nullopt;
    std::string name = environment_name(path_of(key));
    document->variables.insert(name);
    auto text = document->environment(name);
    if (!text || text->empty()) return std::nullopt;
    return Value{std::move(*text), std::move(name)};
}

std::optional<Settings::Piece::Value> Settings::Piece::from_file(std::string_view key,
                                                                 std::string_view expected) const {
    const YamlMember* member = value_in_file(key);
    if (member == nullptr) return std::nullopt;
    if (member->value.kind != YamlNode::Kind::scalar) {
        report_found(location(key), key, expected, describe(member->value));
        return std::nullopt;
    }
    return Value{member->value.text, location(key)};
}

std::optional<Settings::Piece::Value> Settings::Piece::scalar(std::string_view key,
                                                              std::string_view expected) {
    known.emplace(key);
    if (auto value = from_environment(key)) return value;
    return from_file(key, expected);
}

std::shared_ptr<Settings::Piece> Settings::Piece::child(const YamlNode* child_node,
                                                        std::string child_path,
                                                        std::string child_place) const {
    auto piece = std::make_shared<Piece>();
    piece->document = document;
    piece->node = child_node;
    piece->path = std::move(child_path);
    piece->place = std::move(child_place);
    piece->in_environment = in_environment;
    return piece;
}

void Settings::Piece::report(std::string_view where, std::string_view key,
                             std::string_view message) const {
    std::string full = path_of(key);
    std::string_view colon = full.empty() ? "" : ": ";
    document->add_error(fmt::format("{}: {}{}{}", where, full, colon, message));
}

void Settings::Piece::report_found(std::string_view where, std::string_view key,
                                   std::string_view expected, std::string_view found) const {
    report(where, key, fmt::format("expected {}, found {}", expected, found));
}

void Settings::Piece::report_unknown_keys() {
    if (finished) return;
    finished = true;
    std::vector<std::string_view> words(known.begin(), known.end());
    if (node != nullptr) {
        for (const YamlMember& member : node->members) {
            if (known.contains(member.key)) continue;
            report(at(document->name, member.place), escape_controls(abbreviate(member.key, 60)),
                   "unknown key" + hint(member.key, words));
        }
    }
    for (auto& [key, section] : sections)
        section->report_unknown_keys();
    for (auto& item : list_items)
        item->report_unknown_keys();
}

}  // namespace nodewatch
