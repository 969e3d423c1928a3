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

/// Of an answer to a write: an error with its reasons.
inline constexpr std::size_t max_answer_bytes = std::size_t{1} << 20U;
/// A write without its body.
net::HttpRequest write_request(const Options& options);

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
    /// minute; points that were lost, for an hour.
    std::optional<std::string> problem(Now now) const;

private:
    struct Trouble {
        FailureKind kind = FailureKind::unexpected;
        std::string message;
        SteadyTime since;
        bool needs_operator = false;
    };
    /// Of points.
    struct Loss {
        std::string message;
        SteadyTime at;
    };

    Task<void> work(TaskGroup& group, Publisher publisher);
    Task<void> send();
    Task<void> report(Publisher publisher);
    Task<void> keep_cursor();
    Task<void> load_cursor();
    Task<std::optional<Cursor>> saved_cursor();
    Task<void> save_cursor(std::string document);
    Task<void> send_window(store::TimeRange window);
    Task<void> send_batch(Batch batch);
    Task<Verdict> post(std::shared_ptr<const Batch> batch);
    void note(const Verdict& verdict);
    void begin_trouble(std::optional<Trouble>& trouble, Trouble begun) const;
    void end_trouble(std::optional<Trouble>& trouble) const;
    Duration read_failed(const Error& error);
    void read_succeeded();
    void tell_drop(const std::string& message);
    void tell_damaged_cursor(const std::string& message);
    Point point() const;

    Options options_;
    Parts parts_;
    std::vector<StoredMeasurement> measurements_;
    net::HttpClient client_;
    std::string where_;  ///< the address, for people
    std::optional<Cursor> cursor_;
    Delivery delivery_;
    std::optional<Trouble> trouble_;       ///< nothing can be written
    std::optional<Trouble> read_trouble_;  ///< the history, or the cursor in it, cannot be read
    std::optional<Loss> drop_;             ///< the last one
    std::optional<Loss> cursor_loss_;
    std::optional<SteadyTime> drop_told_;
    std::string saved_document_;  ///< of the cursor
    bool saved_ = true;           ///< the last try to save the cursor succeeded
};

}  // namespace nodewatch::influx
