#pragma once

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

/// Reading JSON whose members may be absent, null, or of the wrong type: each of these is
/// "unknown", never zero. Include in .cpp files only (the simdjson header takes a second to
/// compile).
namespace nodewatch::json {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;
using Array = simdjson::dom::array;

/// The member, unless absent or null.
std::optional<Element> find(const Element& object, std::string_view key);

std::optional<Object> object(const Element& parent, std::string_view key);
std::optional<Array> array(const Element& parent, std::string_view key);
std::optional<std::string_view> text(const Element& parent, std::string_view key);
std::optional<bool> boolean(const Element& parent, std::string_view key);

/// A number, or a string that is a number as a whole: servers write both for the same member.
std::optional<double> number(const Element& parent, std::string_view key);
/// Same; fractions and values outside of the range are unknown.
std::optional<std::uint64_t> unsigned_integer(const Element& parent, std::string_view key);
std::optional<std::int64_t> integer(const Element& parent, std::string_view key);

}  // namespace nodewatch::json
