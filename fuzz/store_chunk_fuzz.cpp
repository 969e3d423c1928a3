#include <cstdlib>

#include "store/chunk.hpp"

namespace {

using namespace nodewatch::store;

/// The bytes as a chunk with their checksum put right, so that the decoders behind it are reached.
Bytes with_checksums(ByteView data) {
    // The first two bytes say how long the head and its one column are.
    Bytes blob;
    if (data.size() < 2) return blob;
    const std::size_t head = std::min<std::size_t>(data[0], data.size() - 2);
    ByteView rest = data.subspan(2);
    put_bytes(blob, rest.first(head));
    put_fixed(blob, checksum(rest.first(head)));
    rest = rest.subspan(head);
    const std::size_t times = std::min<std::size_t>(data[1], rest.size());
    put_bytes(blob, rest.first(times));
    put_fixed(blob, checksum(rest.first(times)));
    rest = rest.subspan(times);
    put_bytes(blob, rest);
    put_fixed(blob, checksum(rest));
    return blob;
}

void check(ByteView blob) {
    const auto rows = decode_chunk(blob);
    if (!rows) return;
    // What can be read can be written, and reads the same again.
    Bytes again;
    encode_chunk(*rows, Effort::fast, again);
    const auto read = decode_chunk(again);
    if (!read || read->times != rows->times) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    check(bytes);
    check(with_checksums(bytes));
    return 0;
}
