#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"

/// For the decoders only: the envelope that all answers share. Include in .cpp files.
namespace nodewatch::xrpl {

/// An answer without error. Its elements live as long as it does.
struct Answer {
    std::unique_ptr<simdjson::dom::parser> parser;
    json::Element root;
    json::Element result;  ///< the member `result`
};

/// Reads one JSON object of any sort.
Result<Answer> parse_object(std::string_view text);

/// Reads the answer to a request; an error that the server reports is a failure.
Result<Answer> parse_answer(std::string_view text);

/// The failure for an answer that lacks what it must have.
std::unexpected<Error> missing(std::string_view what);

/// The member, if it is an object.
std::optional<json::Element> member_object(const json::Element& parent, std::string_view key);

/// The text, unless absent, of another type or empty.
std::optional<std::string> text(const json::Element& parent, std::string_view key);

/// A number that cannot be negative, such as a count, a time or a fee: nothing when it is.
std::optional<double> amount(const json::Element& parent, std::string_view key);

/// A ledger sequence: a number or a string that is one, of 32 bits.
std::optional<std::uint32_t> sequence(const json::Element& parent, std::string_view key);

/// A member in seconds since 2000, as unix seconds.
std::optional<std::int64_t> ripple_time(const json::Element& parent, std::string_view key);

/// A member that is only written when it is true.
bool flag(const json::Element& parent, std::string_view key);

}  // namespace nodewatch::xrpl
