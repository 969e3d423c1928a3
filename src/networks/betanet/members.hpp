#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "networks/betanet/answer.hpp"

/// For the decoders only: reads members strictly. Include in .cpp files.
namespace nodewatch::betanet {

/// Notes what is wrong, as long as there is room.
void add_flaw(Answer& answer, std::string flaw);

/// Whole, not negative, finite; beyond 2^53 the nearest double.
bool is_count(double value);

/// Reads the members of one JSON object and notes its flaws in `answer`. Both outlive it.
class Members {
public:
    Members(const json::Element& object, Answer& answer, std::string_view where = {})
        : object_(object), answer_(answer), where_(where) {}

    std::optional<double> count(std::string_view key);
    /// Not negative.
    std::optional<double> amount(std::string_view key);
    /// Milliseconds, as seconds.
    std::optional<double> milliseconds(std::string_view key);
    /// Not empty; cut where it is long.
    std::optional<std::string> text(std::string_view key);

    /// Whether any number was usable: text alone says little, and many servers have a "status".
    bool any() const { return any_; }

private:
    std::optional<double> number(std::string_view key);
    std::optional<double> refuse(std::string_view key, std::string_view what);

    const json::Element& object_;
    Answer& answer_;
    std::string_view where_;
    bool any_ = false;
};

/// A parsed text; its elements live as long as it does.
struct Document {
    std::unique_ptr<simdjson::dom::parser> parser;
    json::Element root;
};

/// `parse` when it is no JSON, and the error of mock answers.
Result<Document> parse_answer(std::string_view body);

}  // namespace nodewatch::betanet
