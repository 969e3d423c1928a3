#pragma once

#include <string>

#include "store/compress.hpp"

/// Checks a decoder of sealed blobs (store/compress.hpp) with the input as it is, and sealed: its
/// checksum would keep the fuzzer from the content.
template <typename Check>
void check_also_sealed(const std::uint8_t* data, std::size_t size, std::int64_t id, Check check) {
    const nodewatch::store::ByteView bytes(data, size);
    check(bytes);
    nodewatch::store::Bytes sealed(bytes.begin(), bytes.end());
    nodewatch::store::seal(std::to_string(id), sealed);
    check(nodewatch::store::ByteView(sealed));
}
