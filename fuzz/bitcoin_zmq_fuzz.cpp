// What a node publishes over ZMQ: the first byte is the topic, the second the length of the number
// that stands before the body; and the answer that tells where it publishes.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "net/zmq_address.hpp"
#include "networks/bitcoin/zmq_counter.hpp"
#include "networks/bitcoin/zmq_publications.hpp"

namespace nodewatch::bitcoin {
namespace {

std::vector<std::int64_t> numbers_in(std::string_view bytes) {
    std::vector<std::int64_t> numbers;
    for (std::size_t i = 0; i + 4 <= bytes.size(); i += 4) {
        std::int64_t number = 0;
        for (std::size_t j = 0; j < 4; ++j)
            number = number * 256 + static_cast<unsigned char>(bytes[i + j]);
        numbers.push_back(number);
    }
    return numbers;
}

/// A step ahead of up to 2^31, around the end of the numbers too, loses what it jumps over; a
/// longer one is a step back.
void check_counts(std::string_view bytes) {
    constexpr std::int64_t range = std::int64_t{1} << 32U;
    ZmqCounter counter;
    std::uint64_t lost = 0, restarts = 0;
    std::optional<std::int64_t> before;
    const std::vector<std::int64_t> numbers = numbers_in(bytes);
    for (const std::int64_t number : numbers) {
        if (number % 7 == 0) counter.on_disconnected(SteadyTime{});
        counter.on_message(static_cast<std::uint32_t>(number), SteadyTime{});
        // Over a broken connection too: a node that does not tell its start stayed.
        counter.judge(std::nullopt, true, Duration{0}, SteadyTime{});
        std::int64_t step = before ? number - *before : 1;
        if (step < 0) step += range;
        if (step > range / 2)
            ++restarts;
        else if (step > 1)
            lost += static_cast<std::uint64_t>(step - 1);
        before = number;
    }
    if (counter.messages() != numbers.size() || counter.lost() != lost ||
        counter.restarts() != restarts)
        __builtin_trap();
}

}  // namespace
}  // namespace nodewatch::bitcoin

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

    check_counts(rest);
    return 0;
}
