// Every decoder of an answer, on the same bytes; and the small parsers of text within.

#include <cstdint>
#include <string_view>

#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/values.hpp"
#include "networks/xrpl/version.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch::xrpl;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    (void)decode_server_info(input);
    (void)decode_peers(input);
    (void)decode_validators(input);
    (void)decode_validator_list_sites(input);
    (void)decode_validator_info(input);
    (void)decode_feature(input);
    (void)decode_fee(input);
    (void)decode_consensus_info(input);
    (void)decode_get_counts(input);
    (void)decode_crawl(input);
    (void)decode_ping_is_admin(input);

    (void)parse_date(input);
    if (auto version = parse_version(input)) {
        if (parse_version(to_string(*version)) != *version &&
            version->product == Version::Product::server &&
            version->stage != Version::Stage::development) {
            __builtin_trap();
        }
    }
    if (auto ranges = parse_ledger_ranges(input)) {
        if (!ranges->ranges.empty() && ranges->count() == 0) {
            __builtin_trap();
        }
    }
    return 0;
}
