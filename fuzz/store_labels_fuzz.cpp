#include <cstdlib>

#include "sealed_blob.hpp"
#include "store/tables.hpp"

namespace {

using namespace nodewatch::store;

constexpr SeriesId id = 7;

void check(ByteView blob) {
    const auto labels = decode_labels(id, blob);
    if (!labels) return;
    // What can be read can be written, and reads the same again.
    const auto again = decode_labels(id, encode_labels(id, *labels));
    // Labels without a value are none; without any there is no series.
    if (again ? *again != *labels : !labels->empty()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    check_also_sealed(data, size, id, check);
    return 0;
}
