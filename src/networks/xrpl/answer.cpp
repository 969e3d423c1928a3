#include "networks/xrpl/answer.hpp"

#include <fmt/format.h>

#include <limits>

#include "base/strings.hpp"
#include "networks/xrpl/values.hpp"

namespace nodewatch::xrpl {
namespace {

/// Texts of a server that go into our messages are cut here.
constexpr std::size_t max_quoted_bytes = 200;

/// Larger than any answer of an honest server: `validators` of a big network has tens of kB,
/// `peers` of a hub some MB.
constexpr std::size_t max_document_bytes = 128U << 20U;

/// The error that an answer holds at its top level (WebSocket) or in `result` (JSON-RPC).
std::optional<Error> server_error(const json::Element& holder) {
    const bool failed = json::text(holder, "status") == "error";
    auto token = text(holder, "error");
    if (!failed && !token) {
        return std::nullopt;
    }
    auto detail = text(holder, "error_message");
    if (!detail) {
        detail = text(holder, "error_exception");
    }
    if (!detail) {
        detail = text(holder, "error_what");
    }
    const std::string name =
        abbreviate(token.value_or("an error without a name"), max_quoted_bytes);
    const bool refused = name == "forbidden" || name == "noPermission";
    return Error{refused ? ErrorKind::permission : ErrorKind::server,
                 detail ? fmt::format("the server answered {}: {}", name,
                                      abbreviate(*detail, max_quoted_bytes))
                        : fmt::format("the server answered {}", name),
                 token ? name : std::string{}};
}

}  // namespace

Result<Answer> parse_object(std::string_view text) {
    Answer answer;
    answer.parser = std::make_unique<simdjson::dom::parser>(max_document_bytes);
    auto error = answer.parser->parse(text.data(), text.size()).get(answer.root);
    if (error == simdjson::CAPACITY) {
        return failure(ErrorKind::too_large, fmt::format("the answer has {} bytes", text.size()));
    }
    if (error != simdjson::SUCCESS) {
        return failure(ErrorKind::parse,
                       fmt::format("the answer is no JSON: {}", simdjson::error_message(error)));
    }
    if (!answer.root.is_object()) {
        return failure(ErrorKind::parse, "the answer is no JSON object");
    }
    return answer;
}

Result<Answer> parse_answer(std::string_view text) {
    auto answer = parse_object(text);
    if (!answer) {
        return answer;
    }
    if (auto error = server_error(answer->root)) {
        return failure(*error);
    }
    auto result = member_object(answer->root, "result");
    if (!result) {
        return missing("result");
    }
    answer->result = *result;
    if (auto error = server_error(answer->result)) {
        return failure(*error);
    }
    return answer;
}

std::unexpected<Error> missing(std::string_view what) {
    return failure(ErrorKind::parse, fmt::format("the answer has no usable member {}", what));
}

std::optional<json::Element> member_object(const json::Element& parent, std::string_view key) {
    auto member = json::find(parent, key);
    return member && member->is_object() ? member : std::nullopt;
}

std::optional<std::string> text(const json::Element& parent, std::string_view key) {
    auto value = json::text(parent, key);
    if (!value || value->empty()) {
        return std::nullopt;
    }
    return std::string(*value);
}

std::optional<double> amount(const json::Element& parent, std::string_view key) {
    const auto value = json::number(parent, key);
    return value && *value >= 0 ? value : std::nullopt;
}

std::optional<std::uint32_t> sequence(const json::Element& parent, std::string_view key) {
    auto value = json::unsigned_integer(parent, key);
    if (!value || *value > std::numeric_limits<std::uint32_t>::max()) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(*value);
}

std::optional<std::int64_t> ripple_time(const json::Element& parent, std::string_view key) {
    return from_ripple_time(json::unsigned_integer(parent, key));
}

bool flag(const json::Element& parent, std::string_view key) {
    return json::boolean(parent, key).value_or(false);
}

}  // namespace nodewatch::xrpl
