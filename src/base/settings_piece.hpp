#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/settings.hpp"
#include "base/yaml_document.hpp"

/// What is behind a Settings object. Only src/base/settings*.cpp need it.
namespace nodewatch {

/// "nodewatch.yaml:12:5"
std::string at(std::string_view name, YamlPlace place);

/// What stands there, in words: "a list". Not the text itself, which may be a misplaced secret.
std::string_view describe(const YamlNode& node);

struct Settings::Document {
    std::string name;
    Environment environment;
    YamlNode root;
    std::vector<Error> errors;
    std::set<std::string> variables;  ///< asked for in the environment

    /// The list ends after 100 errors, and says so.
    void add_error(std::string message);
};

/// One mapping of the document, or the place of one that the file does not have.
struct Settings::Piece {
    /// A value as text, from the environment or the file.
    struct Value {
        std::string text;
        std::string source;  ///< where an error message shall point to
    };

    std::shared_ptr<Document> document;
    const YamlNode* node = nullptr;  ///< null when the file does not have this piece
    std::string path;
    std::string place;           ///< "nodewatch.yaml:12:5"
    bool in_environment = true;  ///< false in lists
    std::set<std::string, std::less<>> known;
    std::map<std::string, std::shared_ptr<Piece>, std::less<>> sections;
    std::vector<std::shared_ptr<Piece>> list_items;
    bool finished = false;

    std::string path_of(std::string_view key) const;
    std::string location(std::string_view key) const;
    /// The member of the file, unless absent or null: `key:` alone is the same as no key.
    const YamlMember* value_in_file(std::string_view key) const;

    /// An empty variable counts as not set.
    std::optional<Value> from_environment(std::string_view key) const;
    /// Reports what is not a scalar as not `expected`.
    std::optional<Value> from_file(std::string_view key, std::string_view expected) const;
    std::optional<Value> scalar(std::string_view key, std::string_view expected);

    /// Reads a scalar with `parse`, which gives nothing for a text that is not as `expected`.
    template <typename T, typename Parse>
    T read(std::string_view key, T fallback, const std::string& expected, Parse parse);

    std::shared_ptr<Piece> child(const YamlNode* child_node, std::string child_path,
                                 std::string child_place) const;

    void report(std::string_view where, std::string_view key, std::string_view message) const;
    void report_found(std::string_view where, std::string_view key, std::string_view expected,
                      std::string_view found) const;
    void report_unknown_keys();
};

}  // namespace nodewatch
