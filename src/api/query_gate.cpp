#include "api/query_gate.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <utility>

namespace nodewatch::api {

std::optional<QueryGate::Ticket> QueryGate::try_enter() {
    if (running_ >= max_running_) return std::nullopt;
    ++running_;
    return Ticket(*this);
}

Task<Result<QueryGate::Ticket>> QueryGate::enter() {
    if (auto ticket = try_enter()) co_return std::move(*ticket);
    if (waiters_.size() >= max_waiting_) {
        co_return failure(ErrorKind::unavailable,
                          "too many queries: " + std::to_string(running_) + " run and " +
                              std::to_string(waiters_.size()) + " wait; try again later",
                          "unavailable");
    }
    const auto executor = co_await asio::this_coro::executor;
    struct Place {
        QueryGate& gate;
        std::list<Waiter>::iterator waiter;
        ~Place() {
            // Cancelled between being admitted and going on: the place is for the next one.
            const bool unused = waiter->admitted;
            gate.waiters_.erase(waiter);
            if (unused) gate.leave();
        }
    };
    const Place place{*this, waiters_.emplace(waiters_.end(), executor)};
    while (!place.waiter->admitted)
        co_await place.waiter->signal.wait();
    place.waiter->admitted = false;  // the ticket has it from here on
    co_return Ticket(*this);
}

void QueryGate::leave() {
    const auto next = std::ranges::find(waiters_, false, &Waiter::admitted);
    if (next == waiters_.end()) {
        --running_;
        return;
    }
    next->admitted = true;  // takes over the place of the one that left
    next->signal.notify_all();
}

}  // namespace nodewatch::api
