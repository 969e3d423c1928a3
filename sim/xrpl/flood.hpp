#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "sim/xrpl/backend.hpp"
#include "sim/xrpl/recording.hpp"

namespace nodewatch::sim::xrpl {

struct FloodOptions {
    std::uint64_t messages = 1'000'000;  ///< validations to send
    std::size_t validators = 35;         ///< as many sign each ledger
    Duration delay{3'000};               ///< between the subscribe and the first message
};

/// A WebSocket port that, once a client subscribed to validations, sends recorded ones as fast as
/// the socket takes them. Each ledger is signed by many validators and then closed; ledger numbers
/// and hashes go on, so that no message repeats another. Loop thread only.
class Flood {
public:
    /// `backend` answers the client's requests.
    Flood(asio::any_io_executor executor, Clock& clock, const Recording& recording,
          Backend& backend, FloodOptions options);
    ~Flood();

    Result<> listen();
    std::string url() const;
    Task<void> run();

    struct Progress {
        std::uint64_t messages = 0;
        std::uint64_t bytes = 0;
        Duration time{0};  ///< from the first byte to the last
        bool done = false;
    };
    Progress progress() const;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace nodewatch::sim::xrpl
