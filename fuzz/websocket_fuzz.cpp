#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "net/websocket_frames.hpp"

using namespace nodewatch::net;

namespace {

constexpr std::size_t max_message = 5'000;

/// Everything the decoder says, as one text.
std::string decode(std::string_view bytes, WebSocketSide side, std::size_t piece) {
    using Kind = WebSocketEvent::Kind;
    WebSocketDecoder decoder(side, max_message);
    std::string log;
    for (;;) {
        const auto event = decoder.next();
        if (event.kind == Kind::need_more) {
            if (bytes.empty()) return log;
            const auto room = decoder.room();
            const auto size = std::min({piece, room.size(), bytes.size()});
            std::memcpy(room.data(), bytes.data(), size);
            decoder.received(size);
            bytes.remove_prefix(size);
            continue;
        }
        if (event.kind == Kind::message && event.payload.size() > max_message) std::abort();
        log += std::to_string(static_cast<int>(event.kind)) + " " + std::to_string(event.code);
        log.append(" ").append(event.payload).append("\n");
        if (event.kind == Kind::close || event.kind == Kind::violation) return log;
    }
}

}  // namespace

/// The same bytes mean the same, however they are cut.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    for (const auto side : {WebSocketSide::client, WebSocketSide::server})
        if (decode(bytes, side, 1) != decode(bytes, side, 100'000)) std::abort();
    return 0;
}
