// validators, validator_list_sites, validator_info: who is trusted, and who we are.

#include <utility>

#include "base/json.hpp"
#include "networks/xrpl/answer.hpp"
#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/validator_list.hpp"
#include "networks/xrpl/values.hpp"

namespace nodewatch::xrpl {
namespace {

using json::Element;

std::size_t array_size(const Element& parent, std::string_view key) {
    std::size_t count = 0;
    if (auto array = json::array(parent, key)) {
        for ([[maybe_unused]] Element element : *array) {  // size() saturates at 16 million
            ++count;
        }
    }
    return count;
}

std::vector<std::string> texts(const Element& parent, std::string_view key) {
    std::vector<std::string> out;
    if (auto array = json::array(parent, key)) {
        for (Element element : *array) {
            std::string_view value;
            if (element.get(value) == simdjson::SUCCESS && !value.empty()) {
                out.emplace_back(value);
            }
        }
    }
    return out;
}

std::vector<PublisherList> read_publishers(const Element& result) {
    std::vector<PublisherList> out;
    auto lists = json::array(result, "publisher_lists");
    if (!lists) {
        return out;
    }
    for (Element list : *lists) {
        out.push_back(PublisherList{
            .public_key = text(list, "pubkey_publisher"),
            .uri = text(list, "uri"),
            .available = flag(list, "available"),
            .sequence = json::unsigned_integer(list, "seq"),
            .expiration = date_member(list, "expiration"),
            .validators = array_size(list, "list"),
            .pending_lists = array_size(list, "remaining"),
        });
    }
    return out;
}

std::map<std::string, std::string> read_signing_keys(const Element& result) {
    std::map<std::string, std::string> out;
    if (auto keys = json::object(result, "signing_keys")) {
        for (auto [master, signing] : *keys) {
            std::string_view key;
            if (signing.get(key) == simdjson::SUCCESS && !key.empty()) {
                out.emplace(master, key);
            }
        }
    }
    return out;
}

/// The address before " (redirects to ...)".
std::string without_redirect(std::string_view uri) {
    return std::string(uri.substr(0, uri.find(" (redirects to ")));
}

std::optional<WallTime> date(const Element& parent, std::string_view key) {
    auto written = json::text(parent, key);
    return written ? parse_date(*written) : std::nullopt;
}

}  // namespace

Result<ValidatorsInfo> decode_validators(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    const Element& result = answer->result;
    if (!json::array(result, "trusted_validator_keys")) {
        return missing("trusted_validator_keys");
    }
    auto list = read_validator_list(result);
    return ValidatorsInfo{
        .validation_quorum = json::unsigned_integer(result, "validation_quorum"),
        .list_count = list.count,
        .list_status = std::move(list.status),
        .list_expiration = list.expiration,
        .list_never_expires = list.never_expires,
        .publishers = read_publishers(result),
        .trusted_keys = texts(result, "trusted_validator_keys"),
        .signing_keys = read_signing_keys(result),
        .negative_unl = texts(result, "NegativeUNL"),
        .static_keys = array_size(result, "local_static_keys"),
    };
}

Result<ValidatorSites> decode_validator_list_sites(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    auto sites = json::array(answer->result, "validator_sites");
    if (!sites) {
        return missing("validator_sites");
    }
    ValidatorSites out;
    for (Element site : *sites) {
        auto uri = json::text(site, "uri");
        if (!uri) {
            continue;
        }
        out.sites.push_back(ValidatorSite{
            .uri = without_redirect(*uri),
            .status = xrpl::text(site, "last_refresh_status"),
            .message = xrpl::text(site, "last_refresh_message"),
            .last_refresh = date(site, "last_refresh_time"),
            .next_refresh = date(site, "next_refresh_time"),
            .refresh_interval_minutes = amount(site, "refresh_interval_min"),
        });
    }
    return out;
}

Result<ValidatorIdentity> decode_validator_info(std::string_view text) {
    auto answer = parse_answer(text);
    if (!answer) {
        return failure(answer.error());
    }
    const Element& result = answer->result;
    ValidatorIdentity out{
        .master_key = xrpl::text(result, "master_key"),
        .signing_key = xrpl::text(result, "ephemeral_key"),
        .domain = xrpl::text(result, "domain"),
        .manifest = xrpl::text(result, "manifest"),
        .sequence = json::unsigned_integer(result, "seq"),
    };
    if (!out.master_key) {
        return missing("master_key");
    }
    return out;
}

bool is_not_a_validator(const Error& error) {
    return error.code == "invalidParams" &&
           error.message.find("not a validator") != std::string::npos;
}

}  // namespace nodewatch::xrpl
