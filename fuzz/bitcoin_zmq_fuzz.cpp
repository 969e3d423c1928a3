// What a node publishes over ZMQ: the first byte is the topic, the second the length of the number
// that stands before the body; and the answer that tells where it publishes.

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "net/zmq_address.hpp"
#include "networks/bitcoin/zmq_counter.hpp"
#include "networks/bitcoin/zmq_publications.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace nodewatch;
    using namespace nodewatch::bitcoin;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    if (const auto answer = decode_zmq_notifications(input, "node.example"))
        for (const ZmqPublication& one : answer->usable)
            if (net::parse_zmq_address(one.address.text()) != one.address) __builtin_trap();
    if (const auto address = net::parse_zmq_address(input))
        if (net::parse_zmq_address(address->text()) != *address) __builtin_trap();
    if (size < 2) return 0;
    const auto stream = static_cast<ZmqStream>(data[0] % zmq_stream_count);
    const std::string_view rest = input.substr(2);
    const std::size_t split = std::min<std::size_t>(data[1], rest.size());
    const std::array<std::string_view, 3> frames = {to_string(stream), rest.substr(split),
                                                    rest.substr(0, split)};
    const auto message = decode_zmq_message(stream, frames);
    if (message && !message->block_hash.empty() && message->block_hash.size() != 64)
        __builtin_trap();

    // Any numbers: no message is lost that was not published.
    ZmqCounter counter;
    for (std::size_t i = 0; i + 4 <= rest.size(); i += 4) {
        std::uint32_t number = 0;
        for (std::size_t j = 0; j < 4; ++j)
            number = number << 8U | static_cast<unsigned char>(rest[i + j]);
        if (number % 7 == 0) counter.on_disconnected(SteadyTime{});
        counter.on_message(number, SteadyTime{});
        counter.judge(std::nullopt, true, Duration{0}, SteadyTime{});
    }
    if (counter.messages() != rest.size() / 4) __builtin_trap();
    return 0;
}
