#include "promql/number.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/strings.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::promql {

namespace {

bool is_hexadecimal(std::string_view text) {
    return text.size() > 1 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
}

std::from_chars_result read_float(std::string_view text, double& value) {
    const char* begin = text.data();
    const char* end = begin + text.size();
    if (!is_hexadecimal(text)) return std::from_chars(begin, end, value);
    // Go wants the exponent of a hexadecimal number to be written.
    if (text.find_first_of("pP") == std::string_view::npos)
        return {begin, std::errc::invalid_argument};
    return std::from_chars(begin + 2, end, value, std::chars_format::hex);
}

/// Unsigned digits with nothing else around them.
std::errc parse_unsigned_float(std::string_view text, double& value) {
    const bool starts_well =
        !text.empty() && (text[0] == '.' || (text[0] >= '0' && text[0] <= '9'));
    if (!starts_well) return std::errc::invalid_argument;
    const auto result = read_float(text, value);
    if (result.ptr != text.data() + text.size()) return std::errc::invalid_argument;
    // Too small for a double is zero, not an error.
    if (result.ec == std::errc::result_out_of_range && text.find('-') != std::string_view::npos) {
        value = 0;
        return {};
    }
    return result.ec;
}

std::optional<double> parse_special(std::string_view unsigned_text) {
    const std::string lower = to_lower(unsigned_text);
    if (lower == "inf" || lower == "infinity") return std::numeric_limits<double>::infinity();
    if (lower == "nan") return std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
}

std::errc parse_signed_float(std::string_view text, double& value) {
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    if (const auto special = parse_special(text)) {
        value = *special;
    } else if (const std::errc error = parse_unsigned_float(text, value); error != std::errc{}) {
        return error;
    }
    if (negative) value = -value;
    return {};
}

std::optional<double> parse_integer(std::string_view text) {
    int base = 10;
    if (is_hexadecimal(text)) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text[0] == '0') {
        base = 8;
    }
    std::int64_t value = 0;
    const char* begin = text.data();
    const char* end = begin + text.size();
    const auto result = std::from_chars(begin, end, value, base);
    if (result.ec != std::errc{} || result.ptr != end) return std::nullopt;
    return static_cast<double>(value);
}

/// The fewest digits that read back as the same: d.ddd * 10^exponent.
struct Digits {
    bool negative = false;
    std::string significant;
    int exponent = 0;
    std::string scientific;  ///< "d.ddde+XX"
};

Digits shortest_digits(double value) {
    std::array<char, 32> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                   std::chars_format::scientific);
    Digits digits;
    digits.scientific.assign(buffer.data(), end.ptr);
    std::string_view mantissa = digits.scientific;
    std::string_view exponent = mantissa.substr(mantissa.find('e') + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    const char* begin = exponent.data();
    std::from_chars(begin, begin + exponent.size(), digits.exponent);
    mantissa = mantissa.substr(0, mantissa.find('e'));
    digits.negative = mantissa.starts_with('-');
    for (const char c : mantissa)
        if (c >= '0' && c <= '9') digits.significant += c;
    return digits;
}

}  // namespace

std::optional<double> parse_float(std::string_view text) {
    double value = 0;
    if (parse_signed_float(text, value) != std::errc{}) return std::nullopt;
    return value;
}

Result<double> parse_number(std::string_view text) {
    if (const auto integer = parse_integer(text)) return *integer;
    double value = 0;
    const std::errc error = parse_signed_float(text, value);
    if (error == std::errc{}) return value;
    return failure(ErrorKind::parse,
                   fmt::format("error parsing number: strconv.ParseFloat: "
                               "parsing {}: {}",
                               quote(text),
                               error == std::errc::result_out_of_range ? "value out of range"
                                                                       : "invalid syntax"));
}

std::string format_number(double value) {
    if (!std::isfinite(value)) return format_double(value);
    const Digits digits = shortest_digits(value);
    // Outside of 0.0001 to 1,000,000 Go writes an exponent.
    if (digits.exponent < -4 || digits.exponent >= 6) return digits.scientific;
    return format_plain(value);
}

std::string format_plain(double value) {
    if (!std::isfinite(value)) return format_double(value);
    const Digits digits = shortest_digits(value);
    std::string out = digits.negative ? "-" : "";
    const auto count = static_cast<int>(digits.significant.size());
    if (digits.exponent < 0) {
        out += "0.";
        out.append(static_cast<std::size_t>(-digits.exponent - 1), '0');
        return out + digits.significant;
    }
    const int whole = digits.exponent + 1;
    if (whole >= count) {
        out += digits.significant;
        return out.append(static_cast<std::size_t>(whole - count), '0');
    }
    out += digits.significant.substr(0, static_cast<std::size_t>(whole));
    return out + '.' + digits.significant.substr(static_cast<std::size_t>(whole));
}

}  // namespace nodewatch::promql
