#include "api/prometheus_json.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "base/json_string.hpp"
#include "promql/number.hpp"

namespace nodewatch::api {

namespace {

constexpr double exact_integers = 9007199254740992.0;  // 2^53

template <typename... Format>
void append_chars(std::string& out, double value, Format... format) {
    std::array<char, 512> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...);
    out.append(buffer.data(), end.ptr);
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 24> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    out.append(buffer.data(), end.ptr);
}

void append_plain(std::string& out, double value) {
    const double magnitude = std::abs(value);
    if (magnitude >= exact_integers) {
        out += promql::format_plain(value);
    } else if (value == std::trunc(value) && magnitude != 0) {
        append_integer(out, static_cast<std::int64_t>(value));
    } else {
        append_chars(out, value, std::chars_format::fixed);
    }
}

std::string_view word_for(double not_finite) {
    if (std::isnan(not_finite)) return "NaN";
    return not_finite > 0 ? "+Inf" : "-Inf";
}

void append_finite(std::string& out, double value) {
    const double magnitude = std::abs(value);
    const bool exponent = magnitude != 0 && (magnitude < 1e-6 || magnitude >= 1e21);
    if (exponent) {
        append_chars(out, value, std::chars_format::scientific);
    } else {
        append_plain(out, value);
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    nodewatch::append_json_string(out, text, JsonEscapes::go);
}

void append_sample_value(std::string& out, double value) {
    out += '"';
    if (std::isfinite(value)) {
        append_finite(out, value);
    } else {
        out += word_for(value);
    }
    out += '"';
}

void append_scalar_value(std::string& out, double value) {
    out += '"';
    if (std::isfinite(value)) {
        append_plain(out, value);
    } else {
        out += word_for(value);
    }
    out += '"';
}

void append_json_number(std::string& out, double value) {
    if (std::isfinite(value)) {
        append_finite(out, value);
    } else {
        append_sample_value(out, value);
    }
}

void append_sample_time(std::string& out, std::int64_t ms) {
    if (ms < 0) {
        out += '-';
        ms = -ms;
    }
    append_integer(out, ms / 1000);
    const auto fraction = static_cast<unsigned>(ms % 1000);
    if (fraction == 0) return;
    out += '.';
    for (const unsigned unit : {100U, 10U, 1U})
        out += static_cast<char>('0' + fraction / unit % 10);
}

void append_scalar_time(std::string& out, std::int64_t ms) {
    append_sample_time(out, ms);
    if (ms % 1000 != 0) out.erase(out.find_last_not_of('0') + 1);
}

void append_labels(std::string& out, const store::Labels& labels) {
    out += '{';
    for (const store::Label& label : labels) {
        if (out.back() != '{') out += ',';
        append_json_string(out, label.name);
        out += ':';
        append_json_string(out, label.value);
    }
    out += '}';
}

}  // namespace nodewatch::api
