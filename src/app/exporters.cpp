#include "app/exporters.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/listen_url.hpp"
#include "base/log.hpp"

namespace nodewatch::app {

Exporters::Exporters(const std::vector<ExporterOptions>& options, const Common& common)
    : tls_(common.server.tls.has_value()) {
    for (const auto& one : options) {
        net::HttpServerOptions server = common.server;
        server.listen = {one.listen};
        all_.push_back({fmt::format("{}", fmt::join(one.selection.networks, ", ")),
                        one.listen.host,
                        {one.selection, common.statuses, common.latest, common.clock},
                        {common.executor, std::move(server)}});
        all_.back().exporter.install(all_.back().server);
    }
}

Result<> Exporters::listen() {
    for (auto& one : all_) {
        if (auto listening = one.server.listen(); !listening) return listening;
        log::info("app", "exporter of {} on {}", one.networks,
                  listen_url(tls_, {one.host, one.server.ports().front()}));
    }
    return {};
}

void Exporters::spawn(TaskGroup& tasks, Duration grace) {
    for (auto& one : all_)
        tasks.spawn("exporter of " + one.networks, one.server.run(grace));
}

net::HttpServer::Counters Exporters::counters() const {
    net::HttpServer::Counters sum;
    for (const auto& one : all_)
        sum += one.server.counters();
    return sum;
}

}  // namespace nodewatch::app
