#include "app/stop_signals.hpp"

#include <unistd.h>

#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

namespace nodewatch::app {

namespace {

extern "C" void out_of_time(int) {
    constexpr std::string_view text = "nodewatch: stopping took too long, leaving without order\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
    ::_exit(1);
}

}  // namespace

struct StopSignals::Signals {
    explicit Signals(const asio::any_io_executor& executor)
        : set(executor, SIGTERM, SIGINT, SIGHUP) {}
    asio::signal_set set;
};

StopSignals::StopSignals(asio::any_io_executor executor)
    : signals_(std::make_unique<Signals>(executor)) {}

StopSignals::~StopSignals() = default;

Task<std::string_view> StopSignals::wait() {
    const int number = co_await signals_->set.async_wait(asio::use_awaitable);
    signals_->set.clear();  // back to the default: the next one kills
    std::signal(SIGALRM, out_of_time);
    ::alarm(static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(stop_time).count()));
    co_return number == SIGTERM ? "SIGTERM" : number == SIGINT ? "SIGINT" : "SIGHUP";
}

void StopSignals::completed() {
    ::alarm(0);
}

}  // namespace nodewatch::app
