#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_string.hpp"

namespace nodewatch {

/// Writes JSON text piece by piece; commas and quoting are its business, the order of members is
/// yours.
///     JsonWriter json;
///     json.begin_object().key("status").value("ok").end_object();
/// Invalid UTF-8 becomes U+FFFD. NaN and infinities become null: JSON has no word for them.
class JsonWriter {
public:
    explicit JsonWriter(JsonEscapes escapes = JsonEscapes::needed) : escapes_(escapes) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(bool b);
    JsonWriter& value(double number);  ///< shortest text that reads back to the same double
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(std::uint64_t number);
    JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter& null();
    /// Text that is JSON already, unchecked.
    JsonWriter& raw(std::string_view json);

    template <typename T>
    JsonWriter& value(const std::optional<T>& v) {
        return v ? value(*v) : null();
    }
    /// A member of an object; an absent optional is written as null.
    template <typename T>
    JsonWriter& member(std::string_view name, const T& v) {
        return key(name).value(v);
    }
    /// A member of an object that is left out when absent.
    template <typename T>
    JsonWriter& member_if(std::string_view name, const std::optional<T>& v) {
        return v ? key(name).value(*v) : *this;
    }

    const std::string& text() const { return out_; }
    std::string take() { return std::move(out_); }

private:
    void separate();

    JsonEscapes escapes_;
    std::string out_;
    std::vector<bool> has_items_;
    bool after_key_ = false;
};

}  // namespace nodewatch
