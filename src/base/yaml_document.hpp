#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// A YAML document as plain values with their places. Only src/base/settings.cpp needs it.
namespace nodewatch {

/// Counted from 1, as editors do.
struct YamlPlace {
    std::size_t line = 1;
    std::size_t column = 1;
};

struct YamlMember;

struct YamlNode {
    enum class Kind : std::uint8_t { null, scalar, list, mapping };

    Kind kind = Kind::null;
    YamlPlace place;
    std::string text;                 ///< of a scalar
    std::vector<YamlNode> items;      ///< of a list
    std::vector<YamlMember> members;  ///< of a mapping, in the order of the file
};

struct YamlMember {
    std::string key;
    YamlPlace place;  ///< of the key
    YamlNode value;
};

struct YamlError {
    YamlPlace place;
    std::string message;
};

struct YamlDocument {
    YamlNode root;  ///< null when the text is not YAML
    std::vector<YamlError> errors;
};

/// Reads one YAML document. Aliases stand for what their anchors mark, and `<<` merges mappings, as
/// in files of Prometheus; what is repeated has the places of its anchor. Refused, each with its
/// place: duplicate keys (`name` stands before the place of the first one), tags, anchors without a
/// value and aliases without an anchor (a secret that begins with '&', '*' or '!' must not be taken
/// for one), more than one document, and what is larger than a configuration can be: 1 MiB of text,
/// as much again that aliases repeat, 32 levels, 50,000 values, each counted again for its anchor
/// and for every alias.
YamlDocument parse_yaml(std::string_view text, std::string_view name);

}  // namespace nodewatch
