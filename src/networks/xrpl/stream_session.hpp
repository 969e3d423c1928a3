#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/websocket_client.hpp"
#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/rpc.hpp"

namespace nodewatch::xrpl {

/// One WebSocket connection to a server: reads its messages, and lets requests be asked over it.
/// Lives from a successful connect until the connection ends. Loop thread only.
class StreamSession final : public RpcChannel {
public:
    using MessageHandler = std::function<void(const StreamMessage&)>;
    using FaultHandler = std::function<void(const Error&)>;

    /// `credentials` as of credential_members().
    StreamSession(Clock& clock, std::unique_ptr<net::WebSocketClient> socket, std::string address,
                  std::string credentials);
    ~StreamSession() override;

    /// Reads until the connection ends and returns why. `on_message` gets every message; one that
    /// cannot be decoded goes to `on_fault` and reading goes on, because a server may send what is
    /// newer than we.
    Task<Error> read_all(MessageHandler on_message, FaultHandler on_fault);

    Task<Result<std::string>> call(std::string method, std::string parameters,
                                   Duration timeout) override;

    /// Subscribes to one stream.
    Task<Result<>> subscribe(std::string stream, Duration timeout);

    /// Ends read_all() at once.
    void abort();

    std::uint64_t messages() const { return messages_; }
    /// Requests under way.
    std::size_t pending() const { return pending_.size(); }

private:
    struct Pending;
    void answer(const SocketResponse& response);
    void fail_pending(const Error& why);
    Task<Result<std::string>> wait_for_answer(std::uint64_t id, std::shared_ptr<Pending> pending);

    /// More requests at once are refused: the server does not answer.
    static constexpr std::size_t max_pending = 64;

    Clock& clock_;
    std::unique_ptr<net::WebSocketClient> socket_;
    std::string address_;
    std::string credentials_;
    StreamDecoder decoder_;
    std::map<std::uint64_t, std::shared_ptr<Pending>> pending_;
    std::uint64_t next_id_ = 1;
    std::uint64_t messages_ = 0;
    bool ended_ = false;
};

}  // namespace nodewatch::xrpl
