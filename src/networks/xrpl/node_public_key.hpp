#pragma once

#include <string_view>

#include "base/result.hpp"

namespace nodewatch::xrpl {

/// Whether the text is the public key of a node or validator ("n9...", "nH..."): base58 in the
/// XRP Ledger's alphabet of the type byte 28, 33 bytes of key and 4 of checksum
/// (https://xrpl.org/docs/references/protocol/data-types/base58-encodings). The error,
/// ErrorKind::configuration, says what is wrong.
Result<> check_node_public_key(std::string_view text);

}  // namespace nodewatch::xrpl
