#pragma once

#include <list>
#include <optional>
#include <utility>

#include "base/async.hpp"
#include "base/result.hpp"
#include "resilience/signal.hpp"

namespace nodewatch::api {

/// Lets so many queries run at a time and so many wait, in the order in which they came. Loop
/// thread only; outlives its tickets.
class QueryGate {
public:
    QueryGate(std::size_t max_running, std::size_t max_waiting)
        : max_running_(max_running), max_waiting_(max_waiting) {}
    QueryGate(const QueryGate&) = delete;
    QueryGate& operator=(const QueryGate&) = delete;

    /// The right to run, until it is destroyed.
    class Ticket {
    public:
        explicit Ticket(QueryGate& gate) : gate_(&gate) {}
        Ticket(Ticket&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        Ticket& operator=(Ticket&&) = delete;
        ~Ticket() {
            if (gate_ != nullptr) gate_->leave();
        }

    private:
        QueryGate* gate_;
    };

    /// Nothing when there is no place now.
    std::optional<Ticket> try_enter();
    /// Waits for a place. `unavailable` at once when too many wait already. Cancellable.
    Task<Result<Ticket>> enter();

    std::size_t running() const { return running_; }
    std::size_t waiting() const { return waiters_.size(); }

private:
    struct Waiter {
        explicit Waiter(asio::any_io_executor executor) : signal(std::move(executor)) {}
        Signal signal;
        bool admitted = false;
    };

    void leave();

    const std::size_t max_running_;
    const std::size_t max_waiting_;
    std::size_t running_ = 0;
    std::list<Waiter> waiters_;  ///< not admitted yet, or about to go on
};

}  // namespace nodewatch::api
