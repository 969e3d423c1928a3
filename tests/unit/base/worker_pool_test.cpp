#include "base/worker_pool.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>

namespace nodewatch {
namespace {

struct Seen {
    std::thread::id worker;
    std::thread::id resumed;
    std::string text;
};

Task<void> ask(WorkerPool& pool, Seen& seen) {
    auto work = [text = std::string("from a worker thread")] {
        return std::pair(std::this_thread::get_id(), text);
    };
    auto [worker, text] = co_await pool.run(std::move(work));
    seen.worker = worker;
    seen.resumed = std::this_thread::get_id();
    seen.text = text;
}

TEST(WorkerPoolTest, WorksElsewhereAndResumesOnTheLoop) {
    asio::io_context loop;
    WorkerPool pool(1);
    TaskGroup group(loop.get_executor());
    Seen seen;
    group.spawn("ask", ask(pool, seen));
    loop.run();  // does not end before the result is there
    EXPECT_EQ(group.running(), 0U);
    EXPECT_EQ(seen.text, "from a worker thread");
    EXPECT_NE(seen.worker, std::this_thread::get_id());
    EXPECT_EQ(seen.resumed, std::this_thread::get_id());
}

int fail() {
    throw std::runtime_error("bad luck");
}

Task<void> ask_for_trouble(WorkerPool& pool) {
    co_await pool.run([] { return fail(); });
}

TEST(WorkerPoolTest, AnExceptionOfTheWorkReachesTheCaller) {
    asio::io_context loop;
    WorkerPool pool(1);
    TaskGroup group(loop.get_executor());
    std::string told;
    group.on_failure([&](const std::string&, const std::string& what) { told = what; });
    group.spawn("ask", ask_for_trouble(pool));
    loop.run();
    EXPECT_EQ(told, "bad luck");
}

Task<void> wait_for_gate(WorkerPool& pool, std::promise<void>& started, std::future<void>& gate,
                         std::atomic<bool>& ended, bool& told) {
    auto work = [&started, &gate, &ended] {
        started.set_value();
        gate.wait();
        ended = true;
        return 0;
    };
    co_await pool.run(std::move(work), [&told] { told = true; });
}

TEST(WorkerPoolTest, ACancelledCallerTellsTheWorkAndStillWaitsForIt) {
    asio::io_context loop;
    WorkerPool pool(1);
    TaskGroup group(loop.get_executor());
    std::promise<void> started;
    std::promise<void> open;
    std::future<void> gate = open.get_future();
    std::atomic<bool> ended = false;
    bool told = false;
    group.spawn("wait", wait_for_gate(pool, started, gate, ended, told));
    loop.poll();
    started.get_future().wait();
    EXPECT_FALSE(told);

    group.cancel();
    loop.poll();
    EXPECT_EQ(group.running(), 1U);
    EXPECT_TRUE(told);

    open.set_value();
    loop.run();
    EXPECT_TRUE(ended);
    EXPECT_EQ(group.running(), 0U);
}

}  // namespace
}  // namespace nodewatch
