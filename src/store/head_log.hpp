#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "store/bytes.hpp"
#include "store/head.hpp"

namespace nodewatch::store {

using GroupRows = std::vector<std::pair<GroupId, Rows>>;

/// The rows that one flush adds to memory, as one blob: written every second, read after a restart
/// only, so the values are copied as they are.
///
/// Format: varint size, then a zstd frame of that size when unpacked, then a CRC of both. Unpacked,
/// for each group: varint group, rows, columns; the times as signed varints, each less the one
/// before; for each column varint series, (rows + 7) / 8 bytes of presence, the values.
Bytes encode_log(const GroupRows& groups);

/// Nothing when the blob is damaged.
std::optional<GroupRows> decode_log(ByteView blob);

}  // namespace nodewatch::store
