#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/state_store.hpp"
#include "base/worker_pool.hpp"
#include "net/http_client.hpp"
#include "sinks/influx/cursor.hpp"
#include "sinks/influx/delivery.hpp"
#include "sinks/influx/options.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::influx {

/// Writes the history to InfluxDB, or to what speaks its protocol, at least once each point: how
/// far it came is kept among the store's documents. To be added to the Hub, of which it learns
/// about late points only; the points themselves are read from the store, in bounded pieces on the
/// pool. Loop thread only.
class InfluxSink final : public PointConsumer {
public:
    /// All but the list outlive the sink; so do the measurements in it.
    struct Parts {
        asio::any_io_executor executor;
        Clock& clock;
        WorkerPool& pool;
        const store::SeriesSource& history;
        StateStore& documents;
        std::vector<const Measurement*> measurements;
        Random random;
    };
    InfluxSink(Options options, Parts parts);

    void accept(const SeriesGroup& group, const Point& point) override;
    void retire(const SeriesGroup&, WallTime) override {}

    /// Sends, and publishes what the sink tells of itself, until cancelled.
    Task<void> run(Publisher publisher);

    /// What an operator must hear of: failures that somebody has to end, at once, others after a
    /// minute.
    std::optional<std::string> problem(Now now) const;

private:
    struct Trouble {
        FailureKind kind = FailureKind::unexpected;
        std::string message;
        SteadyTime since;
        bool needs_operator = false;
    };

    Task<void> work(TaskGroup& group, Publisher publisher);
    Task<void> send();
    Task<void> report(Publisher publisher);
    Task<void> load_cursor();
    Task<void> save_cursor();
    Task<bool> send_window(store::TimeRange window);
    Task<void> send_batch(Batch batch);
    Task<Verdict> post(std::shared_ptr<const Batch> batch);
    void note(const Verdict& verdict);
    void begin_trouble(FailureKind kind, const std::string& message, bool needs_operator);
    void end_trouble();
    void tell_refusal(const std::string& message);
    Cursor first_cursor() const;
    Point point() const;

    Options options_;
    Parts parts_;
    std::vector<StoredMeasurement> measurements_;
    net::HttpClient client_;
    std::string where_;  ///< the address, for people
    std::optional<Cursor> cursor_;
    Delivery delivery_;
    std::optional<Trouble> trouble_;  ///< nothing can be written
    std::optional<SteadyTime> refusal_told_;
    bool saved_ = true;  ///< the last try to save the cursor succeeded
};

}  // namespace nodewatch::influx
