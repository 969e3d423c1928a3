#pragma once

#include <functional>

#include "api/live.hpp"
#include "api/status_json.hpp"
#include "app/source_set.hpp"
#include "telemetry/event_log.hpp"
#include "telemetry/live_points.hpp"
#include "telemetry/status_events.hpp"

namespace nodewatch::app {

/// The live side of the UI: the board, what is shown on it, and its push to browsers. Loop thread
/// only.
class Live {
public:
    /// SourceSet::changed_status().
    using Statuses = std::function<std::vector<TargetStatus>(Now, StatusVersions&)>;

    struct Parts {
        asio::any_io_executor executor;
        Clock& clock;
        const LatestValues& latest;
        Statuses changed_statuses;
        api::BuildInfo build;
        api::LivePush::SessionEnd session_end;
        bool demo = false;
    };
    /// All of it outlives this.
    explicit Live(Parts parts);

    /// Once, before the first point, and after `latest` was added.
    void attach(Hub& hub) { hub.add(points_); }
    LiveBoard& board() { return board_; }
    EventLog& events() { return events_; }
    /// Goes on after the events of earlier runs. Once, before the first event.
    void restore(const std::vector<LoggedEvent>& events) {
        events_.restore(events);
        status_events_.restore(events);
    }
    void install(net::HttpServer& server) { push_.install(server); }

    /// Shows the targets, pushes, and publishes what it tells of itself, until cancelled.
    Task<void> run(Publisher publisher);

private:
    Task<void> start(Publisher publisher, TaskGroup& group);
    Task<void> show_targets();
    void show_activities(Now now, StatusVersions& shown);
    Task<void> report(Publisher publisher);

    Parts parts_;
    LiveBoard board_;
    LivePoints points_;
    EventLog events_;
    StatusEvents status_events_;
    api::LivePush push_;
};

}  // namespace nodewatch::app
