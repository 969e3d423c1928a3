#include <cstdlib>

#include "store/compress.hpp"
#include "store/head_log.hpp"

namespace {

using namespace nodewatch::store;

/// The bytes as the records of a blob, packed and with their checksum, so that what reads records
/// is reached.
Bytes packed(ByteView records) {
    Bytes blob;
    put_varint(blob, records.size());
    compress(records, Effort::fast, blob);
    put_fixed(blob, checksum(blob));
    return blob;
}

void check(ByteView blob) {
    const auto groups = decode_log(blob);
    if (!groups) return;
    // What can be read can be written, and reads the same again.
    const Bytes written = encode_log(*groups);
    const auto again = decode_log(written);
    if (!again || encode_log(*again) != written) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes(data, size);
    check(bytes);
    check(packed(bytes));
    return 0;
}
