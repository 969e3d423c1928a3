#pragma once

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "base/async.hpp"
#include "base/clock.hpp"

namespace nodewatch::sim::xrpl {

/// A loop with real sockets and a clock that moves by hand.
class Loop {
public:
    ~Loop() { stop(); }

    asio::any_io_executor executor() { return io_.get_executor(); }
    void spawn(std::string name, Task<void> task) {
        tasks_.spawn(std::move(name), std::move(task));
    }

    /// Runs until the condition holds; the clock goes on by `step` for each millisecond or less.
    /// False when that takes much longer than it should.
    bool until(const std::function<bool()>& condition, Duration step = Duration{0}) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > end) return false;
            if (step > Duration{0}) clock.advance(step);
            io_.restart();
            io_.run_for(std::chrono::milliseconds(1));
        }
        return true;
    }

    /// Runs the task to its end.
    template <typename T>
    T get(Task<T> task) {
        std::optional<T> result;
        spawn("get", store(std::move(task), result));
        EXPECT_TRUE(until([&result] { return result.has_value(); })) << "hangs";
        return std::move(result).value();
    }

    /// Ends every task.
    void stop() {
        tasks_.cancel();
        until([this] { return tasks_.running() == 0; });
    }

private:
    template <typename T>
    static Task<void> store(Task<T> task, std::optional<T>& result) {
        auto value = co_await std::move(task);
        result.emplace(std::move(value));
    }

    asio::io_context io_{1};

public:
    ManualClock clock;

private:
    TaskGroup tasks_{io_.get_executor()};
};

}  // namespace nodewatch::sim::xrpl
