#pragma once

#include <map>
#include <string>
#include <string_view>

#include "networks/xrpl/messages.hpp"

/// Decoded values as flat text, so that they can be compared with what another program computed:
/// "validated_ledger.sequence" = "21". Unknown members are not there.
namespace nodewatch::xrpl {

using Facts = std::map<std::string, std::string>;

Facts facts(const ServerInfo& info);
Facts facts(const PeersInfo& info);
Facts facts(const ValidatorsInfo& info);
Facts facts(const ValidatorSites& info);
Facts facts(const ValidatorIdentity& info);
Facts facts(const FeatureInfo& info);
Facts facts(const FeeInfo& info);
Facts facts(const ConsensusInfo& info);
Facts facts(const CountsInfo& info);
Facts facts(const CrawlInfo& info);
Facts facts(const StreamMessage& message);

/// The same form of a JSON text. An empty list or object leaves no trace.
Facts facts_of_json(std::string_view json);

}  // namespace nodewatch::xrpl
