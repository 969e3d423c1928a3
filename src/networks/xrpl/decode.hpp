#pragma once

#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "networks/xrpl/messages.hpp"

/// Bytes to values, without I/O. Text that is no JSON, or whose required members are missing or of
/// the wrong type, is ErrorKind::parse; an error that the server reports is ErrorKind::server (or
/// ErrorKind::permission for forbidden and noPermission) with its token as code.
namespace nodewatch::xrpl {

/// Decodes messages of one connection; keeps its buffers between messages. Not thread-safe.
class StreamDecoder {
public:
    StreamDecoder();
    ~StreamDecoder();
    /// `text` must have 64 readable bytes behind it (simdjson's padding). Views in the result live
    /// as long as `text` and until the next call.
    Result<StreamMessage> decode(std::string_view text);

private:
    struct Buffers;
    std::unique_ptr<Buffers> buffers_;
};

/// Answers to requests, over JSON-RPC ({"result":{...}}) or WebSocket ({"id":..,"result":{...}}):
/// both are understood.
Result<ServerInfo> decode_server_info(std::string_view text);  ///< also server_state
Result<PeersInfo> decode_peers(std::string_view text);
Result<ValidatorsInfo> decode_validators(std::string_view text);
Result<ValidatorSites> decode_validator_list_sites(std::string_view text);
Result<ValidatorIdentity> decode_validator_info(std::string_view text);
/// What a stock node says to validator_info: an answer, not a failure.
bool is_not_a_validator(const Error& error);
Result<FeatureInfo> decode_feature(std::string_view text);
Result<FeeInfo> decode_fee(std::string_view text);
Result<ConsensusInfo> decode_consensus_info(std::string_view text);
Result<CountsInfo> decode_get_counts(std::string_view text);
/// The body of GET /crawl on the peer port.
Result<CrawlInfo> decode_crawl(std::string_view text);
/// ping: true when the server treats us as admin.
Result<bool> decode_ping_is_admin(std::string_view text);
/// The answer to any request of which only success matters, such as subscribe.
Result<> decode_acknowledgement(std::string_view text);

}  // namespace nodewatch::xrpl
