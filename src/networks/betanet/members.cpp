#include "networks/betanet/members.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/strings.hpp"
#include "networks/betanet/decode.hpp"

namespace nodewatch::betanet {
namespace {

constexpr std::size_t max_document_bytes = 4U << 20U;
constexpr std::size_t max_text_bytes = 128;

}  // namespace

void add_flaw(Answer& answer, std::string flaw) {
    if (answer.flaws.size() < max_flaws) answer.flaws.push_back(std::move(flaw));
}

bool is_count(double value) {
    return std::isfinite(value) && value >= 0 && std::trunc(value) == value;
}

std::optional<double> Members::refuse(std::string_view key, std::string_view what) {
    add_flaw(answer_, fmt::format("{}{} is {}", where_, key, what));
    return std::nullopt;
}

std::optional<double> Members::number(std::string_view key) {
    const auto member = json::find(object_, key);
    if (!member) return std::nullopt;
    double value = 0;
    if (member->is_string()) return refuse(key, "text, not a number");
    if (member->get(value) != simdjson::SUCCESS) return refuse(key, "no number");
    return value;
}

std::optional<double> Members::count(std::string_view key) {
    const auto value = number(key);
    if (!value) return std::nullopt;
    if (*value < 0) return refuse(key, "negative");
    if (!is_count(*value)) return refuse(key, "no whole number");
    any_ = true;
    return value;
}

std::optional<double> Members::amount(std::string_view key) {
    const auto value = number(key);
    if (!value) return std::nullopt;
    if (*value < 0) return refuse(key, "negative");
    any_ = true;
    return value;
}

std::optional<double> Members::milliseconds(std::string_view key) {
    const auto value = amount(key);
    return value ? std::optional(*value / milliseconds_per_second) : std::nullopt;
}

std::optional<std::string> Members::text(std::string_view key) {
    const auto value = json::text(object_, key);
    if (!value || value->empty()) return std::nullopt;
    return abbreviate(*value, max_text_bytes);
}

Result<Document> parse_answer(std::string_view body) {
    Document document;
    document.parser = std::make_unique<simdjson::dom::parser>(max_document_bytes);
    const auto error = document.parser->parse(body.data(), body.size()).get(document.root);
    if (error != simdjson::SUCCESS)
        return failure(ErrorKind::parse,
                       fmt::format("the answer is no JSON: {}", simdjson::error_message(error)));
    if (document.root.is_object() && json::text(document.root, "status") == mock_code)
        return failure(ErrorKind::server,
                       "the answer is a mock: a proxy makes it up because Betanet is down",
                       std::string(mock_code));
    return document;
}

}  // namespace nodewatch::betanet
