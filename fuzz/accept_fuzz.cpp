// The Accept header of any client.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "telemetry/exposition.hpp"
#include "telemetry/negotiation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    nodewatch::negotiate_exposition(text);
    nodewatch::prefers_over_text(text, "application/json");
    return 0;
}
