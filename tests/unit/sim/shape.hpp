#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace nodewatch::sim::xrpl {

inline char type_letter(const json::Element& value) {
    if (value.is_string()) return 's';
    if (value.is_bool()) return 'b';
    if (value.is_number()) return 'n';
    if (value.is_object()) return 'o';
    if (value.is_array()) return 'a';
    return '0';
}

inline void collect_shape(const json::Element& value, const std::string& path,
                          std::set<std::string>& shape) {
    shape.insert(path + ":" + type_letter(value));
    if (value.is_object())
        for (const auto [key, member] : simdjson::dom::object(value))
            collect_shape(member, path + "." + std::string(key), shape);
    if (value.is_array())
        for (const json::Element item : simdjson::dom::array(value))
            collect_shape(item, path + "[]", shape);
}

/// Every member with its path and type: ".info.peers:n", ".peers[].version:s".
inline std::set<std::string> shape_of(std::string_view text) {
    simdjson::dom::parser parser;
    std::set<std::string> shape;
    collect_shape(parser.parse(text.data(), text.size()).value(), "", shape);
    return shape;
}

}  // namespace nodewatch::sim::xrpl
