#include <cstdlib>

#include "sealed_blob.hpp"
#include "store/event_rows.hpp"

namespace {

using namespace nodewatch::store;

constexpr std::int64_t id = 7;

void check(ByteView blob) {
    const auto event = decode_event(id, blob);
    // What can be read can be written, and reads the same again.
    if (event && decode_event(id, encode_event(*event)) != event) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    check_also_sealed(data, size, id, check);
    return 0;
}
