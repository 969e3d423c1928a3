#include "base/json.hpp"

#include <cmath>

#include "base/strings.hpp"

namespace nodewatch::json {
namespace {

template <typename T>
std::optional<T> get(const Element& parent, std::string_view key) {
    auto member = find(parent, key);
    if (!member) return std::nullopt;
    T value{};
    if (member->get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

/// `value` as an integer, when it has no fraction and lies in [min, limit).
template <typename T>
std::optional<T> whole(double value, double min, double limit) {
    if (!(value >= min && value < limit) || std::trunc(value) != value) return std::nullopt;
    return static_cast<T>(value);
}

constexpr double kTwoTo63 = 9223372036854775808.0;
constexpr double kTwoTo64 = 18446744073709551616.0;

}  // namespace

std::optional<Element> find(const Element& object, std::string_view key) {
    Element member;
    if (object.at_key(key).get(member) != simdjson::SUCCESS || member.is_null()) {
        return std::nullopt;
    }
    return member;
}

std::optional<Object> object(const Element& parent, std::string_view key) {
    return get<Object>(parent, key);
}

std::optional<Array> array(const Element& parent, std::string_view key) {
    return get<Array>(parent, key);
}

std::optional<std::string_view> text(const Element& parent, std::string_view key) {
    return get<std::string_view>(parent, key);
}

std::optional<bool> boolean(const Element& parent, std::string_view key) {
    return get<bool>(parent, key);
}

std::optional<double> number(const Element& parent, std::string_view key) {
    if (auto string = text(parent, key)) return parse_double(*string);
    return get<double>(parent, key);
}

std::optional<std::uint64_t> unsigned_integer(const Element& parent, std::string_view key) {
    if (auto value = get<std::uint64_t>(parent, key)) return value;
    if (auto string = text(parent, key)) {
        if (auto value = parse_uint(*string)) return value;
    }
    auto value = number(parent, key);
    return value ? whole<std::uint64_t>(*value, 0, kTwoTo64) : std::nullopt;
}

std::optional<std::int64_t> integer(const Element& parent, std::string_view key) {
    if (auto value = get<std::int64_t>(parent, key)) return value;
    if (auto string = text(parent, key)) {
        if (auto value = parse_int(*string)) return value;
    }
    auto value = number(parent, key);
    return value ? whole<std::int64_t>(*value, -kTwoTo63, kTwoTo63) : std::nullopt;
}

}  // namespace nodewatch::json
