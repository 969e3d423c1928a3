#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/labels.hpp"

/// JSON in the spelling of Prometheus 2.42, byte for byte: clients compare answers, and caches too.
/// All functions append.
namespace nodewatch::api {

/// With quotes, and JsonEscapes::go.
void append_json_string(std::string& out, std::string_view text);

/// A sample's value with its quotes: "0.1", "NaN", "+Inf"; below 1e-6 and from 1e21 on with an
/// exponent.
void append_sample_value(std::string& out, double value);

/// The value of a scalar with its quotes: never with an exponent.
void append_scalar_value(std::string& out, double value);

/// A number for JSON itself, without quotes: as a sample's value. NaN and infinities, for which
/// JSON has no number, as strings.
void append_json_number(std::string& out, double value);

/// Unix ms as seconds: 1700000000 or 1700000000.500, as samples have them.
void append_sample_time(std::string& out, std::int64_t ms);

/// Unix ms as seconds: 1700000000.5, as scalars and strings have them.
void append_scalar_time(std::string& out, std::int64_t ms);

/// {"__name__":"up","job":"a"}
void append_labels(std::string& out, const store::Labels& labels);

}  // namespace nodewatch::api
