#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/settings.hpp"
#include "base/state_store.hpp"
#include "base/worker_pool.hpp"
#include "networks/geo_database.hpp"
#include "store/series_source.hpp"
#include "telemetry/event_log.hpp"
#include "telemetry/hub.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/metadata_board.hpp"
#include "telemetry/status.hpp"

/// What a network has to offer to the rest of the program. A network is one folder beside this file
/// and one line in registry.cpp.
namespace nodewatch::store {
class Store;
}

namespace nodewatch {

/// What a source is given. All of it outlives the source.
struct SourceContext {
    asio::any_io_executor executor;  ///< the loop thread
    Clock& clock;
    WorkerPool& pool;
    Hub& hub;
    StateStore& state;
    const store::SeriesSource* history = nullptr;  ///< null: nothing is kept
    LiveBoard* live = nullptr;                     ///< null: nobody looks
    EventLog* events = nullptr;                    ///< the same
    MetadataBoard* metadata = nullptr;             ///< the same
    GeoDatabase* geo = nullptr;                    ///< null: no place is known
    store::Store* store = nullptr;  ///< for series that no measurement declares; null: none is kept
    bool demo = false;              ///< the node is a stand-in: say so wherever the target is shown
};

/// Watches one target.
class Source {
public:
    virtual ~Source() = default;
    virtual const Target& target() const = 0;
    /// Watches until cancelled. Recovers from every failure of the target by itself.
    virtual Task<void> run() = 0;
    virtual TargetStatus status(Now now) const = 0;
    /// Another number when status() may tell something else than before. Nothing: time alone may
    /// change it.
    virtual std::optional<std::uint64_t> status_version() const { return std::nullopt; }
};

/// A line of `nodewatch check`.
struct CheckFinding {
    enum class Level : std::uint8_t { ok, warning, failure } level;
    std::string text;
};

/// A target that was configured or found, ready to be made.
struct TargetPlan {
    Target target;
    std::string address;  ///< without credentials
    bool is_node = true;  ///< false: what is found everywhere, such as the host itself
    std::function<std::unique_ptr<Source>(SourceContext)> make;
    /// Tries the target once and says what is there and what is missing. Takes at most some
    /// seconds.
    std::function<Task<std::vector<CheckFinding>>(SourceContext)> check;
    /// What all its series have, in text, when that is not `network` and `node`: two targets that
    /// have the same would write into the same series. Empty otherwise.
    std::string series_labels = {};
};

struct Network {
    std::string_view name;  ///< value of the label `network` and of `network:` in the configuration
    std::string_view description;  ///< one line for the documentation
    /// All measurements that its sources may publish: for the generated documentation.
    std::function<std::vector<const Measurement*>()> measurements;
    /// Reads the keys of one entry of `targets`; what is wrong goes into `settings`. `name` is the
    /// node's name.
    std::function<std::optional<TargetPlan>(Settings& settings, std::string name)> configure;
    /// The key of the configuration file that brings many targets of this network at once; empty:
    /// there is none.
    std::string_view section = {};
    /// Reads what stands under that key; an empty list when the file does not have it. Set when
    /// `section` is.
    std::function<std::vector<TargetPlan>(Settings section)> configure_section = {};
    /// Looks for nodes of this network on this host, without configuration.
    std::function<Task<std::vector<TargetPlan>>(asio::any_io_executor)> discover;
};

/// `configure` of a network in two steps: what the keys say, absent where they are wrong, and what
/// is planned by it.
template <auto read, auto plan>
std::optional<TargetPlan> configure_by(Settings& settings, std::string name) {
    auto options = read(settings, std::move(name));
    if (!options) return std::nullopt;
    return plan(std::move(*options));
}

/// Every network of this program.
const std::vector<Network>& networks();

}  // namespace nodewatch
