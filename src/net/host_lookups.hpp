#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/result.hpp"

namespace nodewatch::net {

/// What the system said of a host name: addresses, or why there are none.
struct HostAnswer {
    std::vector<asio::ip::address> addresses;
    std::string error;
};

/// Looks host names up on a few threads of its own, by a function that may block for long. All who
/// ask for the same name at the same time share one lookup, and a name that nobody waits for any
/// more is not looked up, so that hanging DNS piles nothing up. Private to net.
class HostLookups {
public:
    using LookUp = std::function<HostAnswer(const std::string& host)>;
    struct Limits {
        std::size_t threads = 8;   ///< lookups at once
        std::size_t queued = 256;  ///< host names that wait for a thread; more are refused
    };

    /// `look_up` is called on any thread and may still run after the end of this object.
    HostLookups(LookUp look_up, Limits limits);
    ~HostLookups();
    HostLookups(const HostLookups&) = delete;
    HostLookups& operator=(const HostLookups&) = delete;

    /// The error is that the lookup could not be started. Cancelling abandons it.
    Task<Result<HostAnswer>> find(std::string host);

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace nodewatch::net
