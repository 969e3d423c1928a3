#include "net/resolver.hpp"

#include <netdb.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <deque>
#include <mutex>
#include <system_error>
#include <thread>

#include "net/stream.hpp"

namespace nodewatch::net {
namespace {

constexpr std::size_t max_threads = 8;

/// One question, shared by the coroutine that asks and the thread that looks it up.
struct Lookup {
    Lookup(std::string host_name, asio::any_io_executor loop)
        : host(std::move(host_name)), executor(std::move(loop)) {}

    const std::string host;
    std::mutex mutex;                ///< guards the executor against a loop that ends
    asio::any_io_executor executor;  ///< empty once nobody waits
    // Written by the thread before it posts to the loop, read there.
    std::string error;
    std::vector<asio::ip::address> addresses;
    // Loop thread only.
    asio::steady_timer* wake = nullptr;
    bool done = false;
};

void look_up(Lookup& lookup) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    const int code = ::getaddrinfo(lookup.host.c_str(), nullptr, &hints, &list);
    if (code != 0) {
        lookup.error = ::gai_strerror(code);
        return;
    }
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (entry->ai_addrlen > endpoint.capacity()) continue;
        std::memcpy(endpoint.data(), entry->ai_addr, entry->ai_addrlen);
        lookup.addresses.push_back(endpoint.address());
    }
    ::freeaddrinfo(list);
}

void report(const std::shared_ptr<Lookup>& lookup) {
    const std::scoped_lock lock(lookup->mutex);
    if (!lookup->executor) return;
    asio::post(lookup->executor, [lookup] {
        lookup->done = true;
        if (lookup->wake != nullptr) lookup->wake->cancel();
    });
}

/// Up to eight threads, started when there is something to do and gone when there is not. They are
/// detached: a lookup that hangs must not hold up the end of the program.
class LookupThreads {
public:
    static LookupThreads& instance() {
        static auto& threads = *new LookupThreads;  // outlives every detached thread
        return threads;
    }

    /// False: there is no thread to do it, and none can be started.
    bool ask(std::shared_ptr<Lookup> lookup) {
        const std::scoped_lock lock(mutex_);
        if (running_ < max_threads && start_thread()) ++running_;
        if (running_ == 0) return false;
        waiting_.push_back(std::move(lookup));
        return true;
    }

private:
    bool start_thread() {
        try {
            std::thread([this] { work(); }).detach();
            return true;
        } catch (const std::system_error&) {
            return false;  // the system's limit of threads
        }
    }

    void work() {
        while (const auto lookup = next()) {
            look_up(*lookup);
            report(lookup);
        }
    }

    std::shared_ptr<Lookup> next() {
        const std::scoped_lock lock(mutex_);
        if (waiting_.empty()) {
            --running_;
            return nullptr;
        }
        auto lookup = std::move(waiting_.front());
        waiting_.pop_front();
        return lookup;
    }

    std::mutex mutex_;
    std::deque<std::shared_ptr<Lookup>> waiting_;
    std::size_t running_ = 0;
};

/// Held by the waiting coroutine: however it ends, the thread no longer touches the loop.
class Waiting {
public:
    Waiting(std::shared_ptr<Lookup> lookup, asio::steady_timer& wake) : lookup_(std::move(lookup)) {
        lookup_->wake = &wake;
    }
    ~Waiting() {
        lookup_->wake = nullptr;
        const std::scoped_lock lock(lookup_->mutex);
        lookup_->executor = nullptr;
    }
    Waiting(const Waiting&) = delete;
    Waiting& operator=(const Waiting&) = delete;

private:
    std::shared_ptr<Lookup> lookup_;
};

}  // namespace

Task<Result<Endpoints>> resolve(std::string host, std::uint16_t port) {
    boost::system::error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) co_return Endpoints{asio::ip::tcp::endpoint(address, port)};

    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer wake(executor, asio::steady_timer::time_point::max());
    const auto lookup = std::make_shared<Lookup>(host, executor);
    const Waiting waiting(lookup, wake);
    if (!LookupThreads::instance().ask(lookup))
        co_return failure(ErrorKind::dns, "cannot look up host name '" + host +
                                              "': the system starts no further thread");
    co_await wake.async_wait(asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{}));
    if (!lookup->done) co_await unwind_if_cancelled();
    if (lookup->addresses.empty())
        co_return failure(ErrorKind::dns,
                          "host name '" + host + "' does not resolve (" +
                              (lookup->error.empty() ? "no address" : lookup->error) +
                              "): check the name and this machine's DNS");
    Endpoints endpoints;
    for (const auto& found : lookup->addresses)
        endpoints.emplace_back(found, port);
    co_return endpoints;
}

}  // namespace nodewatch::net
