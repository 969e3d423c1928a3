#include "networks/xrpl/stream_session.hpp"

#include <fmt/format.h>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <optional>

#include "base/deadline.hpp"
#include "base/json_writer.hpp"
#include "resilience/signal.hpp"

namespace nodewatch::xrpl {

namespace {

/// Messages that are handled in a row before other work of the loop gets its turn: a flood of
/// validations must not hold up /metrics.
constexpr int messages_per_turn = 64;

constexpr asio::use_awaitable_t<asio::any_io_executor> awaitable{};

}  // namespace

/// A request that waits for its answer.
struct StreamSession::Pending {
    explicit Pending(const asio::any_io_executor& executor) : answered(executor) {}
    Signal answered;
    std::optional<Result<std::string>> answer;
};

StreamSession::StreamSession(Clock& clock, std::unique_ptr<net::WebSocketClient> socket,
                             std::string address, std::string credentials)
    : clock_(clock),
      socket_(std::move(socket)),
      address_(std::move(address)),
      credentials_(std::move(credentials)) {}

StreamSession::~StreamSession() = default;

Task<Error> StreamSession::read_all(MessageHandler on_message, FaultHandler on_fault) {
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    int turn = 0;
    for (;;) {
        auto text = co_await socket_->read();
        if (!text) {
            ended_ = true;
            fail_pending(text.error());
            co_return std::move(text.error());
        }
        ++messages_;
        auto message = decoder_.decode(*text);
        if (message) {
            if (const auto* response = std::get_if<SocketResponse>(&*message)) answer(*response);
            on_message(*message);
        } else {
            on_fault(message.error());
        }
        if (++turn == messages_per_turn) {
            turn = 0;
            co_await asio::post(executor, awaitable);
        }
    }
}

void StreamSession::answer(const SocketResponse& response) {
    if (!response.id) return;
    const auto found = pending_.find(*response.id);
    if (found == pending_.end()) return;  // it came after its deadline
    found->second->answer = std::string(response.text);
    found->second->answered.notify_all();
    pending_.erase(found);
}

void StreamSession::fail_pending(const Error& why) {
    for (const auto& [id, pending] : pending_) {
        pending->answer = failure(why);
        pending->answered.notify_all();
    }
    pending_.clear();
}

Task<Result<std::string>> StreamSession::wait_for_answer(std::uint64_t id,
                                                         std::shared_ptr<Pending> pending) {
    // Whatever ends the wait (answer, deadline, stop), the entry must not outlive it.
    struct Forget {
        StreamSession& session;
        std::uint64_t id;
        ~Forget() { session.pending_.erase(id); }
    } forget{*this, id};
    while (!pending->answer) {
        co_await pending->answered.wait();
    }
    co_return std::move(*pending->answer);
}

Task<Result<std::string>> StreamSession::call(std::string method, std::string parameters,
                                              Duration timeout) {
    if (ended_) co_return failure(ErrorKind::closed, fmt::format("{}: not connected", address_));
    if (pending_.size() >= max_pending) {
        co_return failure(
            ErrorKind::unavailable,
            fmt::format("{}: {} requests are unanswered already", address_, pending_.size()));
    }
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    const std::uint64_t id = next_id_++;
    auto pending = std::make_shared<Pending>(executor);
    pending_.emplace(id, pending);

    std::string request = fmt::format(R"({{"id":{},"command":{})", id, quote_json(method));
    for (const std::string& members : {parameters, credentials_}) {
        if (!members.empty()) request += "," + members;
    }
    request += "}";
    auto sent = co_await socket_->send(std::move(request));
    if (!sent) {
        pending_.erase(id);
        co_return failure(sent.error().within(method));
    }
    const std::string what = fmt::format("{}: {}", address_, method);
    co_return co_await with_deadline(clock_, timeout, wait_for_answer(id, std::move(pending)),
                                     what);
}

Task<Result<>> StreamSession::subscribe(std::string stream, Duration timeout) {
    const std::string parameters = fmt::format(R"("streams":[{}])", quote_json(stream));
    auto answer = co_await call("subscribe", parameters, timeout);
    if (!answer) co_return failure(answer.error());
    co_return decode_acknowledgement(*answer);
}

void StreamSession::abort() {
    socket_->abort();
}

}  // namespace nodewatch::xrpl
