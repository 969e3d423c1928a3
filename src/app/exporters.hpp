#pragma once

#include <list>
#include <vector>

#include "api/exporter.hpp"
#include "app/configuration.hpp"

namespace nodewatch::app {

/// The listeners beside the main one, each an exporter of some networks. Loop thread only.
class Exporters {
public:
    /// What each server has in common with the main one.
    struct Common {
        asio::any_io_executor executor;
        net::HttpServerOptions server;  ///< its addresses do not count
        api::Exporter::Statuses statuses;
        const LatestValues& latest;  ///< outlives this
        const Clock& clock;          ///< the same
    };
    Exporters(const std::vector<ExporterOptions>& options, const Common& common);

    /// Opens the sockets, and says where they are.
    Result<> listen();
    /// They serve until the tasks are cancelled.
    void spawn(TaskGroup& tasks, Duration grace);

    /// Of all of them together.
    net::HttpServer::Counters counters() const;

private:
    struct One {
        std::string networks;
        std::string host;  ///< to listen on
        api::Exporter exporter;
        net::HttpServer server;
    };
    std::list<One> all_;
    bool tls_;
};

}  // namespace nodewatch::app
