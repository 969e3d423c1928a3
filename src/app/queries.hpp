#pragma once

#include <optional>

#include "api/import_api.hpp"
#include "api/prometheus_api.hpp"
#include "app/configuration.hpp"
#include "store/store.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::app {

/// The HTTP API over the history: queries, and imports where the operator allows them. Loop thread
/// only.
class Queries {
public:
    /// The store, the clock, the pool and the board outlive this. The pool gives memory back, which
    /// must not wait for queries.
    Queries(const Configuration& configuration, store::Store& store, Clock& clock,
            WorkerPool& housekeeping, const MetadataBoard& metadata, api::BuildInfo build,
            PrometheusApi::Statuses statuses);

    /// Adds the routes. This must outlive the server's run.
    void install(net::HttpServer& server);
    /// Publishes what it tells of itself, and gives memory back after queries and imports, and once
    /// a minute, until cancelled.
    Task<void> run(Publisher publisher);

private:
    void publish(Publisher& publisher) const;
    std::uint64_t activity() const;  ///< grows with queries and imports

    Clock& clock_;
    WorkerPool& housekeeping_;
    /// Of its own: queries can hold its threads for as long as their timeout.
    WorkerPool pool_;
    PrometheusApi queries_;
    std::optional<ImportApi> imports_;
};

}  // namespace nodewatch::app
