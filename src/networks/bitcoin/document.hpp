#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"

/// For the decoders only: reading JSON as Bitcoin Core writes it. Include in .cpp files.
namespace nodewatch::bitcoin {

/// Its elements live as long as it does.
struct Document {
    std::unique_ptr<simdjson::dom::parser> parser;
    json::Element root;
};

/// Any JSON value. `what` stands in the error.
Result<Document> parse_document(std::string_view text, std::string_view what);
/// The same, and it must be an object or an array.
Result<Document> parse_object(std::string_view text, std::string_view what);
Result<Document> parse_array(std::string_view text, std::string_view what);

/// The failure for an answer that lacks what it must have.
std::unexpected<Error> missing(std::string_view what, std::string_view member);

std::optional<std::string> text(const json::Element& parent, std::string_view key);
/// A number that cannot be negative: nothing when it is.
std::optional<double> amount(const json::Element& parent, std::string_view key);
/// Bitcoins as satoshi: the nearest whole number.
std::optional<double> satoshi(const json::Element& parent, std::string_view key);
/// Bitcoins a thousand virtual bytes as satoshi a virtual byte, to a thousandth.
std::optional<double> fee_rate(const json::Element& parent, std::string_view key);
/// A list of texts (since version 28) or one text (before); nothing when the member is missing.
std::optional<std::vector<std::string>> texts(const json::Element& parent, std::string_view key);

}  // namespace nodewatch::bitcoin
