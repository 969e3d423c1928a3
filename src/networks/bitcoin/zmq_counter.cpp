#include "networks/bitcoin/zmq_counter.hpp"

#include <utility>

namespace nodewatch::bitcoin {
namespace {

/// A difference of numbers beyond half of their range is a step back.
constexpr std::uint32_t half_range = 1U << 31U;

}  // namespace

void ZmqCounter::on_message(std::uint32_t number, SteadyTime now) {
    ++messages_;
    last_message_ = now;
    const auto before = std::exchange(number_, number);
    const auto broke = std::exchange(broke_, std::nullopt);
    if (!before || number == *before) return;
    const std::uint32_t skipped = number - *before - 1;  // modulo 2^32
    if (skipped == 0) return;
    if (skipped >= half_range) {
        ++restarts_;
        gap_.reset();
    } else if (broke) {
        if (!gap_) gap_ = Gap{.messages = 0, .broke = *broke, .noticed = now};
        gap_->messages += skipped;
        gap_->noticed = now;
    } else {
        lost_ += skipped;
    }
}

void ZmqCounter::on_disconnected(SteadyTime last_whole) {
    if (!broke_) broke_ = last_whole;
}

void ZmqCounter::judge(const std::optional<NodeStart>& start, bool node_answers, Duration patience,
                       SteadyTime now) {
    if (!gap_) return;
    if (start && start->told >= gap_->noticed) {
        if (start->at > gap_->broke)
            ++restarts_;
        else
            lost_ += gap_->messages;
        gap_.reset();
    } else if (!node_answers) {
        gap_->noticed = now;
    } else if (elapsed(gap_->noticed, now) >= patience) {
        lost_ += gap_->messages;
        gap_.reset();
    }
}

}  // namespace nodewatch::bitcoin
