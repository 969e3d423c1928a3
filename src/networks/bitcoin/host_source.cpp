#include "networks/bitcoin/host_source.hpp"

namespace nodewatch::bitcoin {
namespace {

/// To walk over thousands of files costs the disk something.
constexpr Duration sizes_interval{600'000};
/// For the node to tell its chain, which tells its folder.
constexpr Duration chain_patience{15'000};
constexpr Duration chain_look_interval{500};

/// As long as the data folder is not known.
constexpr Duration folder_look_interval{5'000};

const std::string process_look = "process", disk_look = "disk", sizes_look = "datadir";

}  // namespace

HostSource::HostSource(TargetOptions options, SourceContext context, ChainName chain)
    : options_(std::move(options)),
      context_(context),
      chain_(std::move(chain)),
      watcher_(Publisher(context.hub, Target{"bitcoin", options_.name}), options_.watcher.slow,
               sizes_interval),
      looks_("bitcoin/" + options_.name) {
    looks_.plan(process_look, options_.watcher.slow);
}

Task<void> HostSource::run() {
    const SteadyTime began = context_.clock.now().steady;
    while (!chain_() && elapsed(began, context_.clock.now().steady) < chain_patience)
        co_await context_.clock.sleep_for(chain_look_interval);
    co_await with_task_group([this](TaskGroup& tasks) { return start(tasks); });
}

Task<void> HostSource::start(TaskGroup& tasks) {
    tasks.spawn("process and disks", watch_process());
    tasks.spawn("data folders", measure());
    co_return;
}

Task<HostPlace> HostSource::place() {
    if (const auto chain = chain_()) last_chain_ = chain;  // a node that stopped tells none
    auto find = [options = options_, chain = last_chain_] { return find_place(options, chain); };
    auto place = co_await context_.pool.run(std::move(find));
    folder_unknown_ = place.data_folder.empty() && options_.data_folder.empty();
    if (!folder_unknown_) looks_.plan(disk_look, options_.watcher.slow);
    if (!place.data_folder.empty()) looks_.plan(sizes_look, sizes_interval);
    co_return place;
}

Task<void> HostSource::watch_process() {
    for (;;) {
        const HostPlace found = co_await place();
        auto find = [found] { return find_process("/proc", found); };
        const auto process = co_await context_.pool.run(std::move(find));
        watcher_.on_process(process, context_.clock.now());
        looks_.note(process_look, outcome_of(process), context_.clock.now());
        // A full disk may be why a node does not tell its chain.
        auto folder = found.data_folder.empty() ? options_.data_folder : found.data_folder;
        if (folder.empty()) {
            watcher_.on_disks(failure(ErrorKind::unavailable, "the data folder is not known"),
                              context_.clock.now());
        } else {
            auto sample = [folder = std::move(folder)] { return sample_disks(folder); };
            const auto disks = co_await context_.pool.run(std::move(sample));
            watcher_.on_disks(disks, context_.clock.now());
            looks_.note(disk_look, outcome_of(disks), context_.clock.now());
        }
        co_await context_.clock.sleep_for(options_.watcher.slow);
    }
}

Task<void> HostSource::measure() {
    for (;;) {
        const HostPlace found = co_await place();
        if (!found.data_folder.empty()) {
            std::stop_source stop;
            WalkBounds bounds;
            bounds.stop = stop.get_token();
            auto walk = [folder = found.data_folder, bounds] {
                return measure_data(folder, bounds);
            };
            const auto folders = co_await context_.pool.run(
                std::move(walk), [stop]() mutable { stop.request_stop(); });
            watcher_.on_sizes(folders, context_.clock.now());
            looks_.note(sizes_look, outcome_of(folders), context_.clock.now());
        }
        const bool known = !found.data_folder.empty();
        const Duration pause = known ? sizes_interval : folder_look_interval;
        co_await context_.clock.sleep_for(pause);
    }
}

std::vector<std::string> HostSource::notices() const {
    if (!folder_unknown_) return {};
    return {"the node's data folder is not known: `datadir` shows how full its disk is"};
}

}  // namespace nodewatch::bitcoin
