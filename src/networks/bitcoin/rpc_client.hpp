#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/result.hpp"
#include "base/worker_pool.hpp"
#include "net/http_client.hpp"
#include "networks/bitcoin/cookie.hpp"
#include "networks/bitcoin/options.hpp"

namespace nodewatch::bitcoin {

struct Call {
    std::string method;
    std::string parameters = "[]";  ///< a JSON array
};

/// Asks one node over HTTP. Loop thread only.
class RpcClient {
public:
    /// The pool, on which the cookie is read, outlives the client.
    RpcClient(asio::any_io_executor executor, WorkerPool& pool, TargetOptions options);

    /// The result as JSON text; errors as read_reply() has them, and those of the connection.
    Task<Result<std::string>> call(Call call);

    /// One result for each call, in their order; an error when nothing was answered at all. One
    /// request, unless the node refused a batch before: it does when a single method in it is not
    /// whitelisted, and some providers know no batches. Then one request for each call.
    Task<Result<std::vector<Result<std::string>>>> call_all(std::vector<Call> calls);

    /// Hands the whole answer, envelope included, to the consumer in pieces. An error of the node
    /// is one of this; a result of some KB is both taken and looked at.
    Task<Result<>> stream(Call call, net::BodyConsumer consumer, Duration timeout);

    /// A node that was away may be another one now: batches are tried again.
    void node_was_away() { batches_ = true; }

private:
    Task<Result<net::HttpResponse>> post(std::string body, Duration timeout,
                                         net::BodyConsumer consumer = {});
    Task<Result<net::HttpResponse>> send(std::string body, Duration timeout,
                                         net::BodyConsumer consumer);
    Task<void> load_cookie();
    Error explain(Error error) const;

    net::HttpClient http_;
    WorkerPool& pool_;
    TargetOptions options_;
    bool uses_cookie_;
    std::optional<Credentials> cookie_;
    std::string cookie_problem_;  ///< why there is none
    bool batches_ = true;
};

}  // namespace nodewatch::bitcoin
