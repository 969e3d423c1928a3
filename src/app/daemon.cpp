#include "app/daemon.hpp"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <cstdlib>

#include "api/api.hpp"
#include "api/log_tail.hpp"
#include "api/login.hpp"
#include "api/web_ui.hpp"
#include "app/data_dir.hpp"
#include "app/demo.hpp"
#include "app/discovery.hpp"
#include "app/exporters.hpp"
#include "app/history.hpp"
#include "app/listen_url.hpp"
#include "app/live.hpp"
#include "app/measurements.hpp"
#include "app/process_usage.hpp"
#include "app/queries.hpp"
#include "app/self_metrics.hpp"
#include "app/service_manager.hpp"
#include "app/session_key.hpp"
#include "app/source_set.hpp"
#include "app/stop_signals.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "base/worker_pool.hpp"
#include "sim/demo.hpp"
#include "sinks/influx/sink.hpp"

namespace nodewatch::app {

namespace {

constexpr std::string_view component = "app";
constexpr Duration discovery_interval{60'000};
constexpr Duration http_grace{1'000};
constexpr std::size_t worker_threads = 2;

net::HttpServerOptions server_options(const Configuration& configuration, api::Login& login) {
    net::HttpServerOptions options;
    options.listen = configuration.listen;
    options.tls = configuration.tls;
    options.authentication = configuration.authentication;
    options.authentication.gatekeeper = &login;
    return options;
}

api::BuildInfo build_info() {
    return {std::string(version().number), std::string(version().commit),
            std::string(version().compiler)};
}

/// Without one of its own tasks the daemon would not obey a signal, not be heard, or not know
/// itself: better to be started again.
void end_without_order(const std::string& task, const std::string& what) {
    log::error(component, "task '{}' ended by an exception, this is a bug: {}", task, what);
    std::_Exit(exit_failure);
}

/// A service manager that is away is no reason to stop watching.
void report(const Result<>& result) {
    if (!result) log::warn(component, "{}", result.error().message);
}

/// The running program.
class Daemon {
public:
    /// All of it outlives the daemon.
    struct Base {
        SystemClock& clock;
        WorkerPool& pool;
        History& history;
        api::LogTail& log_tail;
        const std::string& session_key;
        const GeoOptions& geo;
    };
    Daemon(const Configuration& configuration, Mode mode, Base base);

    /// Binds everything that can fail to be bound.
    Result<> open();
    /// Runs until a stop signal has been obeyed.
    void run() {
        main_.spawn("main", main());
        loop_.run();
        stop_signals_.completed();
    }
    /// "http://127.0.0.1:8090", one for each address listened on.
    std::vector<std::string> urls() const;

private:
    Task<void> main();
    Task<void> stop();
    Task<void> keep_discovering();
    Task<void> feed_watchdog(Duration interval);
    std::string summary() const;
    net::HttpServer::Counters http_counters() const;
    std::vector<api::ProgramProblem> problems() const;

    bool is_demo() const { return mode_ == Mode::demo; }

    const Configuration& configuration_;
    const Mode mode_;
    std::vector<TargetPlan> plans_ = configuration_.targets;
    asio::io_context loop_{1};
    StopSignals stop_signals_{loop_.get_executor()};
    SystemClock& clock_;
    WorkerPool& pool_;
    History& history_;
    Hub hub_;
    LatestValues latest_{clock_};
    ServiceManager service_manager_{process_environment()};
    api::Login login_;
    net::HttpServer server_;
    Live live_;
    GeoDatabase geo_;
    MetadataBoard metadata_;
    SourceSet sources_;
    Api api_;
    Exporters exporters_;
    api::WebUi web_ui_{api::web_assets()};
    Queries queries_;
    SelfMetrics self_metrics_;
    std::optional<influx::InfluxSink> influx_;
    std::optional<sim::Demo> demo_;
    TaskGroup main_{loop_.get_executor()};
    TaskGroup serving_{loop_.get_executor()};
    TaskGroup background_{loop_.get_executor()};
};

Daemon::Daemon(const Configuration& configuration, Mode mode, Base base)
    : configuration_(configuration),
      mode_(mode),
      clock_(base.clock),
      pool_(base.pool),
      history_(base.history),
      login_({.rules = configuration.authentication,
              .secret = base.session_key,
              .tls = configuration.tls.has_value(),
              .trusted_proxies = configuration.trusted_proxies},
             clock_),
      server_(loop_.get_executor(), server_options(configuration, login_)),
      live_(
          {.executor = loop_.get_executor(),
           .clock = clock_,
           .latest = latest_,
           .changed_statuses =
               [this](Now now, StatusVersions& told) { return sources_.changed_status(now, told); },
           .build = build_info(),
           .session_end =
               [this](const net::HttpRequest& request) { return login_.session_end(request); },
           .demo = is_demo()}),
      geo_(base.geo),
      sources_({.executor = loop_.get_executor(),
                .clock = clock_,
                .pool = pool_,
                .hub = hub_,
                .state = history_.documents(),
                .history = &history_.store(),
                .live = &live_.board(),
                .events = &live_.events(),
                .metadata = &metadata_,
                .geo = &geo_,
                .store = &history_.store(),
                .demo = is_demo()}),
      api_([this](Now now) { return sources_.status(now); }, [this] { return problems(); }, latest_,
           clock_, build_info()),
      exporters_(configuration.exporters,
                 {.executor = loop_.get_executor(),
                  .server = server_options(configuration, login_),
                  .statuses = [this](Now now) { return sources_.status(now); },
                  .latest = latest_,
                  .clock = clock_}),
      queries_(configuration, history_.store(), clock_, pool_, metadata_, build_info(),
               [this](Now now) { return sources_.status(now); }),
      self_metrics_({clock_, pool_, hub_, latest_, [this] { return http_counters(); }, is_demo()},
                    host_name()) {
    for (TaskGroup* tasks : {&main_, &serving_, &background_})
        tasks->on_failure(&end_without_order);
    hub_.add(latest_);
    live_.attach(hub_);
    history_.attach(hub_);
    // What the stand-ins of the demo tell belongs into nobody's database.
    if (configuration_.influx && !is_demo()) {
        hub_.add(influx_.emplace(*configuration_.influx,
                                 influx::InfluxSink::Parts{.executor = loop_.get_executor(),
                                                           .clock = clock_,
                                                           .pool = pool_,
                                                           .history = history_.store(),
                                                           .documents = history_.documents(),
                                                           .measurements = all_measurements(),
                                                           .random = system_random()}));
    }
    live_.restore(history_.store().events());
    history_.keep(live_.events());
    api_.install(server_);
    queries_.install(server_);
    live_.install(server_);
    login_.install(server_);
    base.log_tail.install(server_);
    web_ui_.install(server_);
}

Result<> Daemon::open() {
    if (auto listening = server_.listen(); !listening) return listening;
    for (const auto& url : urls())
        log::info(component, "listening on {}", url);
    if (auto listening = exporters_.listen(); !listening) return listening;
    if (!is_demo()) return {};
    demo_.emplace(loop_.get_executor(), clock_);
    if (auto started = demo_->start(); !started) return started;
    auto plans = demo_plans(demo_->targets(), networks());
    if (!plans) return failure(plans.error());
    plans_ = std::move(*plans);
    return {};
}

Task<void> Daemon::main() {
    serving_.spawn("http server", server_.run(http_grace));
    exporters_.spawn(serving_, http_grace);
    if (demo_) background_.spawn("stand-ins", demo_->run());
    background_.spawn("places of addresses", geo_.keep_fresh(clock_, pool_));
    for (const auto& plan : plans_)
        sources_.add(plan);
    background_.spawn("self metrics", self_metrics_.run());
    background_.spawn("queries", queries_.run(Publisher(hub_, {"nodewatch", host_name()})));
    background_.spawn("live", live_.run(Publisher(hub_, {"nodewatch", host_name()})));
    background_.spawn("history", history_.run(Publisher(hub_, {"nodewatch", host_name()})));
    if (influx_)
        background_.spawn("influx", influx_->run(Publisher(hub_, {"nodewatch", host_name()})));
    background_.spawn("supervision metrics", sources_.publish_supervision(SelfMetrics::interval));
    if (mode_ == Mode::discovering) background_.spawn("discovery", keep_discovering());
    if (const auto interval = service_manager_.watchdog_interval())
        background_.spawn("watchdog", feed_watchdog(*interval));
    report(service_manager_.ready(summary()));

    const auto signal = co_await stop_signals_.wait();
    log::info(component, "stopping on {}", signal);
    co_await stop();
}

/// Sources first, so that what they still tell is served; the stand-ins of the demo and the
/// watchdog last.
Task<void> Daemon::stop() {
    report(service_manager_.stopping());
    co_await sources_.stop();
    log::debug(component, "sources stopped");
    serving_.cancel();
    co_await serving_.join();
    log::debug(component, "HTTP server stopped");
    background_.cancel();
    co_await background_.join();
    log::info(component, "stopped");
    loop_.stop();  // timers of idle connections would keep it going
}

std::vector<std::string> Daemon::urls() const {
    const auto ports = server_.ports();
    std::vector<std::string> all;
    for (std::size_t i = 0; i < ports.size(); ++i)
        all.push_back(
            listen_url(configuration_.tls.has_value(), {configuration_.listen[i].host, ports[i]}));
    return all;
}

Task<void> Daemon::keep_discovering() {
    for (;;) {
        co_await clock_.sleep_for(discovery_interval);
        const auto found = co_await discover_nodes(networks());
        std::size_t added = 0;
        for (const auto& plan : found)
            added += sources_.add(plan) ? 1 : 0;
        if (added > 0) report(service_manager_.status(summary()));
    }
}

Task<void> Daemon::feed_watchdog(Duration interval) {
    for (;;) {
        report(service_manager_.alive());
        co_await clock_.sleep_for(interval);
    }
}

std::string Daemon::summary() const {
    return fmt::format("Watching {} target{}", sources_.size(), sources_.size() == 1 ? "" : "s");
}

net::HttpServer::Counters Daemon::http_counters() const {
    auto counters = server_.counters();
    counters += exporters_.counters();
    return counters;
}

std::vector<api::ProgramProblem> Daemon::problems() const {
    auto problems = history_.problems();
    if (!influx_) return problems;
    if (auto problem = influx_->problem(clock_.now()))
        problems.push_back({api::HealthLevel::degraded, std::move(*problem)});
    return problems;
}

Result<std::string> open_data_dir(const Configuration& configuration) {
    auto folder =
        choose_data_dir(configuration.data_dir, process_environment(), is_writable_folder);
    if (!folder) return folder;
    const auto prepared = prepare_data_dir(*folder);
    if (!prepared) return failure(prepared.error());
    log::info(component, "history and state are kept in {}", *folder);
    return folder;
}

/// Where the history is; of the demo it goes with this object.
struct DataDir {
    std::unique_ptr<TemporaryDataDir> temporary;
    std::string path;
};

Result<DataDir> open_data_dir(const Configuration& configuration, Mode mode) {
    DataDir folder;
    if (mode == Mode::demo) {
        auto made = TemporaryDataDir::make();
        if (!made) return failure(made.error());
        folder.temporary = std::move(*made);
        folder.path = folder.temporary->path();
        return folder;
    }
    auto path = open_data_dir(configuration);
    if (!path) return failure(path.error());
    folder.path = std::move(*path);
    return folder;
}

int fail(const Error& error) {
    log::error(component, "{}", error.message);
    return error.kind == ErrorKind::configuration ? exit_configuration : exit_failure;
}

}  // namespace

int run_daemon(const Configuration& configuration, Mode mode) {
    raise_file_limit();
    SystemClock clock;
    api::LogTail log_tail(clock);
    log::info(component, "nodewatch {} ({}) starts{}", version().number, version().commit,
              mode == Mode::demo ? " as a demo" : "");
    for (const auto& warning : configuration_warnings(configuration, process_variables()))
        log::warn(component, "{}", warning);
    const auto data_dir = open_data_dir(configuration, mode);
    if (!data_dir) return fail(data_dir.error());
    WorkerPool pool(worker_threads);
    store::StoreOptions options = configuration.store;
    options.path = data_dir->path + "/" + std::string(store_file_name);
    auto history = History::open(std::move(options), clock, pool);
    if (!history) return fail(history.error());
    const auto session_key = load_session_key(data_dir->path);
    if (!session_key) return fail(session_key.error());
    const auto geo =
        mode == Mode::demo ? demo_geo(data_dir->path) : Result<GeoOptions>(configuration.geo);
    if (!geo) return fail(geo.error());
    Daemon daemon(configuration, mode, {clock, pool, **history, log_tail, *session_key, *geo});
    if (const auto opened = daemon.open(); !opened) return fail(opened.error());
    if (mode == Mode::demo) {
        fmt::print("{}", demo_banner(daemon.urls().front()));
        std::fflush(stdout);
    }
    daemon.run();
    return exit_success;
}

}  // namespace nodewatch::app
