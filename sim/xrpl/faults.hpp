#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace nodewatch::sim::xrpl {

/// What can go wrong with a node. Those marked "at once" happen when they begin and need no end.
enum class Fault : std::uint8_t {
    refuse,        ///< nobody listens
    silent,        ///< connections are taken and never answered
    frozen,        ///< the process is stopped: connections stay open and nothing passes
    mute,          ///< WebSockets stay open and say nothing; JSON-RPC answers
    policy_close,  ///< at once: close 1008 "threshold exceeded"
    cut,           ///< at once: connections break without a close frame (1006)
    half_answer,   ///< connections break in the middle of an answer
    wrong_json,    ///< answers and messages break off in the middle
    wrong_types,   ///< every value has another type than it should
    huge_frame,    ///< at once: a message of 50 MB
    http_403,      ///< "Forbidden" as plain text
    http_503,      ///< "Server is overloaded" as plain text
    no_network,    ///< out of sync: noNetwork for what needs a current ledger
    slow_down,     ///< every request is answered by slowDown
    restart,       ///< the process is gone until the end of the fault, and then begins anew
    quorum_loss,   ///< so many validators stop that no ledger is validated (whole network)
    isolation,     ///< no peers
    list_missing,  ///< no validator list
    list_expired,
    key_revoked,     ///< the node's validator revokes its master key
    key_duplicated,  ///< a second server signs with the node's validation key
    fork,            ///< the node's validator signs ledgers that nobody else has
    amendment_blocked,
    amendment_soon,  ///< an amendment that this version does not know has a majority
    refused_stream,  ///< peer_status is forbidden
    overloaded,      ///< load_factor 500
    clio,            ///< Clio answers in the place of rippled
};

/// "quorum_loss"
std::string_view to_string(Fault fault);
std::optional<Fault> parse_fault(std::string_view name);
bool is_instant(Fault fault);

/// A fault that begins `at` after the start of the script and lasts `lasting`.
struct ScriptStep {
    Duration at{0};
    Fault fault = Fault::refuse;
    Duration lasting{0};
};
struct Script {
    std::vector<ScriptStep> steps;
    Duration repeat{0};  ///< begins again after this time; zero: once
};

/// Reads "refuse@30s+20s,restart@1m+5s,cut@2m".
Result<std::vector<ScriptStep>> parse_script(std::string_view text);

}  // namespace nodewatch::sim::xrpl
