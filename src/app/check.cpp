#include "app/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>

#include "app/data_dir.hpp"
#include "base/strings.hpp"
#include "base/worker_pool.hpp"
#include "net/tls.hpp"
#include "sinks/influx/trial.hpp"

namespace nodewatch::app {

namespace {

using Level = CheckFinding::Level;

std::string_view mark(Level level) {
    switch (level) {
        case Level::ok:
            return "ok     ";
        case Level::warning:
            return "warning";
        case Level::failure:
            return "FAILURE";
    }
    std::unreachable();
}

Task<void> check_into(const TargetPlan& plan, SourceContext context,
                      std::vector<CheckFinding>& findings) {
    findings = co_await plan.check(context);
}

/// The findings of each target, in the order of the targets.
std::vector<std::vector<CheckFinding>> check_targets(const std::vector<TargetPlan>& targets) {
    std::vector<std::vector<CheckFinding>> findings(targets.size());
    asio::io_context loop(1);
    SystemClock clock;
    WorkerPool pool(2);
    Hub hub;
    MemoryStateStore state;
    const SourceContext context{loop.get_executor(), clock, pool, hub, state};
    TaskGroup tasks(loop.get_executor());
    tasks.on_failure([&findings](const std::string& index, const std::string& what) {
        findings[*parse_uint(index)].push_back(
            {Level::failure, "the check itself failed, this is a bug: " + what});
    });
    for (std::size_t i = 0; i < targets.size(); ++i)
        tasks.spawn(std::to_string(i), check_into(targets[i], context, findings[i]));
    loop.run();
    return findings;
}

CheckFinding check_data_dir(const Configuration& configuration) {
    const auto folder =
        choose_data_dir(configuration.data_dir, process_environment(), is_writable_folder);
    if (!folder) return {Level::failure, folder.error().message};
    if (const auto prepared = prepare_data_dir(*folder); !prepared)
        return {Level::failure, prepared.error().message};
    return {Level::ok, "state is kept in " + *folder};
}

void check_geo(const GeoOptions& options, std::vector<CheckFinding>& findings) {
    asio::io_context loop(1);
    WorkerPool pool(1);
    GeoDatabase geo(options);
    TaskGroup tasks(loop.get_executor());
    tasks.spawn("places of addresses", geo.refresh(pool));
    loop.run();
    for (const auto& description : geo.descriptions())
        findings.push_back({Level::ok, "places of addresses: " + description});
    for (const auto& problem : geo.problems())
        findings.push_back({Level::warning, "places of addresses: " + problem});
}

Task<void> try_into(asio::any_io_executor executor, influx::Options options, Result<>& result) {
    result = co_await influx::try_database(std::move(executor), std::move(options));
}

void check_influx(const influx::Options& options, std::vector<CheckFinding>& findings) {
    asio::io_context loop(1);
    Result<> tried;
    TaskGroup tasks(loop.get_executor());
    tasks.spawn("influx", try_into(loop.get_executor(), options, tried));
    loop.run();
    const std::string where = "influx at " + options.url.authority();
    if (tried)
        findings.push_back({Level::ok, where + ": takes what nodewatch writes"});
    else
        findings.push_back({Level::failure, where + ": " + tried.error().message});
}

std::vector<CheckFinding> check_ourselves(const Configuration& configuration) {
    std::vector<CheckFinding> findings;
    for (const auto& warning : configuration_warnings(configuration, process_variables()))
        findings.push_back({Level::warning, warning});
    if (configuration.tls) {
        const auto context = net::make_tls_server_context(*configuration.tls);
        if (context)
            findings.push_back({Level::ok, "tls: certificate and key fit together"});
        else
            findings.push_back({Level::failure, "tls: " + context.error().message});
    }
    findings.push_back(check_data_dir(configuration));
    check_geo(configuration.geo, findings);
    if (configuration.influx) check_influx(*configuration.influx, findings);
    return findings;
}

bool print_findings(const std::vector<CheckFinding>& findings, const Print& print) {
    for (const auto& finding : findings)
        print(fmt::format("  {}  {}", mark(finding.level), finding.text));
    return std::ranges::none_of(
        findings, [](const CheckFinding& finding) { return finding.level == Level::failure; });
}

}  // namespace

bool check_configuration(const Configuration& configuration, const Print& print) {
    print("nodewatch");
    bool good = print_findings(check_ourselves(configuration), print);
    if (configuration.targets.empty())
        print_findings({{Level::warning, "there is nothing to watch: list targets"}}, print);
    const auto findings = check_targets(configuration.targets);
    for (std::size_t i = 0; i < findings.size(); ++i) {
        const auto& plan = configuration.targets[i];
        print(fmt::format("{}/{} at {}", plan.target.network, plan.target.node, plan.address));
        good = print_findings(findings[i], print) && good;
    }
    return good;
}

}  // namespace nodewatch::app
