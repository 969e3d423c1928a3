#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>

#include "base/async.hpp"

namespace nodewatch::net {

/// The loop of a test. A test that hangs fails instead.
class Loop {
public:
    asio::any_io_executor executor() { return context_.get_executor(); }

    void run(Task<void> task) {
        bool done = false;
        std::exception_ptr exception;
        asio::co_spawn(context_, std::move(task), [&](std::exception_ptr thrown) {
            exception = thrown;
            done = true;
        });
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        context_.restart();
        while (!done && std::chrono::steady_clock::now() < end)
            context_.run_one_for(std::chrono::seconds(1));
        ASSERT_TRUE(done) << "the test hangs";
        if (exception) std::rethrow_exception(exception);
    }

    template <typename T>
    T get(Task<T> task) {
        std::optional<T> result;
        run(store(std::move(task), result));
        return std::move(result).value();
    }

    /// Runs what is ready now.
    void poll() {
        context_.restart();
        context_.poll();
    }

private:
    template <typename T>
    static Task<void> store(Task<T> task, std::optional<T>& result) {
        auto value = co_await std::move(task);
        result.emplace(std::move(value));
    }

    asio::io_context context_{1};
};

}  // namespace nodewatch::net
