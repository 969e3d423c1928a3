#include "base/clock.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace nodewatch {

Now SystemClock::now() const {
    return {std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()),
            std::chrono::steady_clock::now()};
}

Task<void> SystemClock::sleep_until(SteadyTime t) {
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, t);
    co_await timer.async_wait(asio::use_awaitable);
}

/// One coroutine asleep. Its timer never expires: it is cancelled to wake the coroutine, which
/// then runs from its own loop and not inside of advance().
struct ManualClock::Sleeper {
    Sleeper(ManualClock& c, const asio::any_io_executor& executor, SteadyTime t)
        : clock(&c), timer(executor, SteadyTime::max()), due(t) {}

    ManualClock* clock;  ///< null when the clock is gone
    asio::steady_timer timer;
    SteadyTime due;
    bool woken = false;
};

ManualClock::ManualClock(WallTime start)
    // Not the epoch of the monotonic clock, which an uninitialised time would equal.
    : now_{start, SteadyTime{std::chrono::hours{1}}} {}

ManualClock::~ManualClock() {
    for (auto& sleeper : sleepers_)
        sleeper->clock = nullptr;
}

Now ManualClock::now() const {
    return now_;
}

Task<void> ManualClock::sleep_until(SteadyTime t) {
    if (t <= now_.steady) {
        co_await asio::post(asio::use_awaitable);
        co_return;
    }
    struct Leave {
        std::shared_ptr<Sleeper> sleeper;
        ~Leave() {
            if (sleeper->clock != nullptr) std::erase(sleeper->clock->sleepers_, sleeper);
        }
    };
    auto executor = co_await asio::this_coro::executor;
    auto sleeper = std::make_shared<Sleeper>(*this, executor, t);
    Leave leave{sleeper};
    auto place =
        std::upper_bound(sleepers_.begin(), sleepers_.end(), t,
                         [](SteadyTime time, const auto& other) { return time < other->due; });
    sleepers_.insert(place, sleeper);
    auto [error] = co_await sleeper->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!sleeper->woken) throw boost::system::system_error(error);
}

void ManualClock::advance(Duration d) {
    now_.wall += d;
    now_.steady += d;
    auto first_asleep = std::find_if(sleepers_.begin(), sleepers_.end(),
                                     [this](const auto& s) { return s->due > now_.steady; });
    std::vector<std::shared_ptr<Sleeper>> due(sleepers_.begin(), first_asleep);
    sleepers_.erase(sleepers_.begin(), first_asleep);
    for (auto& sleeper : due) {
        sleeper->woken = true;
        sleeper->timer.cancel();
    }
}

void ManualClock::step_wall(Duration d) {
    now_.wall += d;
}

std::size_t ManualClock::sleepers() const {
    return sleepers_.size();
}

}  // namespace nodewatch
