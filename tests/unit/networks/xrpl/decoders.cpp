#include "decoders.hpp"

#include <algorithm>

namespace nodewatch::xrpl {
namespace {

template <auto decode>
Result<Facts> decoded(std::string_view text) {
    auto value = decode(text);
    if (!value) {
        return failure(value.error());
    }
    return facts(*value);
}

Result<Facts> decoded_ping(std::string_view text) {
    auto is_admin = decode_ping_is_admin(text);
    if (!is_admin) {
        return failure(is_admin.error());
    }
    return Facts{{"is_admin", *is_admin ? "true" : "false"}};
}

Result<Facts> decoded_stream(std::string_view text) {
    const PaddedText padded(text);
    StreamDecoder decoder;
    auto message = decoder.decode(padded.view());
    if (!message) {
        return failure(message.error());
    }
    return facts(*message);
}

}  // namespace

const std::vector<NamedDecoder>& decoders() {
    static const std::vector<NamedDecoder> all = {
        {"server_info", decoded<decode_server_info>},
        {"server_state", decoded<decode_server_info>},
        {"peers", decoded<decode_peers>},
        {"validators", decoded<decode_validators>},
        {"validator_list_sites", decoded<decode_validator_list_sites>},
        {"validator_info", decoded<decode_validator_info>},
        {"feature", decoded<decode_feature>},
        {"fee", decoded<decode_fee>},
        {"consensus_info", decoded<decode_consensus_info>},
        {"get_counts", decoded<decode_get_counts>},
        {"crawl", decoded<decode_crawl>},
        {"ping", decoded_ping},
        {"stream", decoded_stream},
    };
    return all;
}

const NamedDecoder* find_decoder(std::string_view name) {
    const auto& all = decoders();
    auto found =
        std::find_if(all.begin(), all.end(), [name](const auto& d) { return d.name == name; });
    return found == all.end() ? nullptr : &*found;
}

}  // namespace nodewatch::xrpl
