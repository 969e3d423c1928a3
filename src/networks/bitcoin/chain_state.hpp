#pragma once

#include <string>
#include <string_view>

#include "networks/bitcoin/chain_tracker.hpp"

namespace nodewatch::bitcoin {

/// A JSON object. Blocks are {"hash":HEX,"height":N}, times unix milliseconds:
///     {"version":1,"tip":BLOCK,"reorganisations":N,"fallen_blocks":N,"unexplained":N,
///      "depths":[[TIME,N],...],
///      "last":{"old_tip":BLOCK,"new_tip":BLOCK,"ancestor":BLOCK,"fallen":[HEX,...],"at":TIME}}
/// Without a reorganisation there is no "last".
std::string format_chain(const SavedChain& saved);

/// Anything else than such a document, complete and within the bounds of ChainTracker, is
/// ErrorKind::parse.
Result<SavedChain> parse_chain(std::string_view document);

}  // namespace nodewatch::bitcoin
