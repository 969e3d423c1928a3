#pragma once

#include <string_view>

#include "base/json.hpp"
#include "base/result.hpp"
#include "networks/xrpl/messages.hpp"

/// For the stream decoder only: the one message that comes in thousands. Include in .cpp files.
namespace nodewatch::xrpl {

struct ValidationAttempt {
    enum class Outcome { validation, other_message, malformed } outcome = Outcome::malformed;
    ValidationReceived validation;
    std::string_view defect;  ///< of a malformed one
};

/// Reads the text in one pass over its members, as long as it may be a validationReceived.
/// `text` must have simdjson's padding behind it. The views live as long as `text` and until the
/// next call with the same parser.
ValidationAttempt try_validation(simdjson::ondemand::parser& parser, std::string_view text);

}  // namespace nodewatch::xrpl
