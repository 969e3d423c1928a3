#include "networks/bitcoin/document.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/strings.hpp"
#include "networks/bitcoin/messages.hpp"

namespace nodewatch::bitcoin {
namespace {

/// More than any answer that is asked for: getpeerinfo of a large node has some MB.
constexpr std::size_t max_document_bytes = 64U << 20U;
/// Bounds of free text that a node passes on.
constexpr std::size_t max_texts = 16;
constexpr std::size_t max_text_bytes = 500;

}  // namespace

Result<Document> parse_document(std::string_view text, std::string_view what) {
    Document document;
    document.parser = std::make_unique<simdjson::dom::parser>(max_document_bytes);
    const auto error = document.parser->parse(text.data(), text.size()).get(document.root);
    if (error == simdjson::CAPACITY)
        return failure(ErrorKind::too_large, fmt::format("{} has {} bytes", what, text.size()));
    if (error != simdjson::SUCCESS)
        return failure(ErrorKind::parse,
                       fmt::format("{} is no JSON: {}", what, simdjson::error_message(error)));
    return document;
}

Result<Document> parse_object(std::string_view text, std::string_view what) {
    auto document = parse_document(text, what);
    if (document && !document->root.is_object())
        return failure(ErrorKind::parse, fmt::format("{} is no JSON object", what));
    return document;
}

Result<Document> parse_array(std::string_view text, std::string_view what) {
    auto document = parse_document(text, what);
    if (document && !document->root.is_array())
        return failure(ErrorKind::parse, fmt::format("{} is no JSON array", what));
    return document;
}

std::unexpected<Error> missing(std::string_view what, std::string_view member) {
    return failure(ErrorKind::parse, fmt::format("{} has no usable member {}", what, member));
}

std::optional<std::string> text(const json::Element& parent, std::string_view key) {
    const auto value = json::text(parent, key);
    if (!value || value->empty()) return std::nullopt;
    return abbreviate(*value, max_text_bytes);
}

std::optional<double> amount(const json::Element& parent, std::string_view key) {
    const auto value = json::number(parent, key);
    return value && *value >= 0 ? value : std::nullopt;
}

std::optional<double> satoshi(const json::Element& parent, std::string_view key) {
    const auto bitcoins = amount(parent, key);
    if (!bitcoins) return std::nullopt;
    return std::round(*bitcoins * satoshi_per_bitcoin);
}

std::optional<double> fee_rate(const json::Element& parent, std::string_view key) {
    const auto for_thousand = satoshi(parent, key);
    if (!for_thousand) return std::nullopt;
    return *for_thousand / 1000;
}

std::optional<std::vector<std::string>> texts(const json::Element& parent, std::string_view key) {
    std::vector<std::string> all;
    const auto add = [&all](std::string_view one) {
        if (!one.empty() && all.size() < max_texts) all.push_back(abbreviate(one, max_text_bytes));
    };
    if (const auto one = json::text(parent, key)) {
        add(*one);
        return all;
    }
    const auto list = json::array(parent, key);
    if (!list) return std::nullopt;
    for (const json::Element& element : *list) {
        std::string_view one;
        if (element.get(one) == simdjson::SUCCESS) add(one);
    }
    return all;
}

}  // namespace nodewatch::bitcoin
