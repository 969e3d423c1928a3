#include "networks/xrpl/decode_validation.hpp"

#include <limits>
#include <utility>

#include "base/strings.hpp"
#include "networks/xrpl/values.hpp"

namespace nodewatch::xrpl {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::string_view own_type = "validationReceived";

std::string_view text_of(ondemand::value& value) {
    std::string_view out;
    return value.get_string().get(out) == simdjson::SUCCESS ? out : std::string_view{};
}

/// A number, or a string that is one as a whole.
std::optional<std::uint64_t> unsigned_integer(ondemand::value& value) {
    std::uint64_t number = 0;
    if (value.get_uint64().get(number) == simdjson::SUCCESS) {
        return number;
    }
    return parse_uint(text_of(value));
}

std::optional<std::uint32_t> sequence(ondemand::value& value) {
    auto number = unsigned_integer(value);
    if (!number || *number > std::numeric_limits<std::uint32_t>::max()) {
        return std::nullopt;
    }
    return static_cast<std::uint32_t>(*number);
}

bool is_true(ondemand::value& value) {
    bool out = false;
    return value.get_bool().get(out) == simdjson::SUCCESS && out;
}

/// Takes a member over into `out`. The first letter picks the few names that are compared.
void read_member(const ondemand::raw_json_string& key, ondemand::value value,
                 ValidationReceived& out) {
    switch (*key.raw()) {
        case 'c':
            if (key == "cookie") {
                out.cookie = unsigned_integer(value);
            }
            break;
        case 'f':
            if (key == "full") {
                out.full = is_true(value);
            }
            break;
        case 'l':
            if (key == "ledger_hash") {
                out.ledger_hash = text_of(value);
            } else if (key == "ledger_index") {
                out.ledger_index = sequence(value);
            }
            break;
        case 'm':
            if (key == "master_key") {
                out.master_key = text_of(value);
            }
            break;
        case 'n':
            if (key == "network_id") {
                out.network_id = unsigned_integer(value);
            }
            break;
        case 's':
            if (key == "signing_time") {
                out.signing_time = from_ripple_time(unsigned_integer(value));
            } else if (key == "server_version") {
                out.server_version = unsigned_integer(value);
            }
            break;
        case 'v':
            if (key == "validation_public_key") {
                out.signing_key = text_of(value);
            }
            break;
        default:
            break;
    }
}

}  // namespace

ValidationAttempt try_validation(simdjson::ondemand::parser& parser, std::string_view message) {
    using Outcome = ValidationAttempt::Outcome;
    auto malformed = [](std::string_view defect) {
        return ValidationAttempt{.outcome = Outcome::malformed, .validation = {}, .defect = defect};
    };

    ondemand::document document;
    ondemand::object object;
    const simdjson::padded_string_view padded(message, message.size() + simdjson::SIMDJSON_PADDING);
    if (auto error = parser.iterate(padded).get(document); error != simdjson::SUCCESS) {
        return malformed(simdjson::error_message(error));
    }
    if (document.get_object().get(object) != simdjson::SUCCESS) {
        return malformed("not an object");
    }

    ValidationAttempt attempt;
    bool is_validation = false;
    for (auto member : object) {
        ondemand::field field;
        if (auto error = std::move(member).get(field); error != simdjson::SUCCESS) {
            return malformed(simdjson::error_message(error));
        }
        if (field.key() == "type") {
            is_validation = text_of(field.value()) == own_type;
            if (!is_validation) {
                attempt.outcome = Outcome::other_message;
                return attempt;
            }
            continue;
        }
        read_member(field.key(), field.value(), attempt.validation);
    }
    // The location is "out of bounds" where it should be: behind everything.
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
        return malformed("text behind the message");
    }
    if (!is_validation) {
        attempt.outcome = Outcome::other_message;
        return attempt;
    }
    if (attempt.validation.signing_key.empty() || attempt.validation.ledger_hash.empty()) {
        return malformed("validationReceived without validation_public_key or ledger_hash");
    }
    attempt.outcome = Outcome::validation;
    return attempt;
}

}  // namespace nodewatch::xrpl
