// nodewatch-sim-xrpl: stand-ins for XRPL nodes as a program of their own, for benchmarks and for
// trying things out.

#include <fmt/core.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <memory>
#include <vector>

#include "base/json_writer.hpp"
#include "sim/stand_in_program.hpp"
#include "sim/xrpl/arguments.hpp"
#include "sim/xrpl/flood.hpp"
#include "sim/xrpl/node.hpp"

namespace nodewatch::sim::xrpl {
namespace {

void print_node(const std::string& name, const std::string& websocket, const std::string& http) {
    JsonWriter json;
    json.begin_object().member("name", name).member("websocket", websocket);
    print_line(json.member("http", http).end_object().text());
}

/// Prints each ledger with the time at which the nodes begin to tell it.
class LedgerPrinter final : public NetworkListener {
public:
    void on_ledger(const Ledger& ledger, Now) override {
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        JsonWriter json;
        json.begin_object().member("ledger", std::uint64_t{ledger.sequence});
        json.member("unix_ns", std::int64_t{std::chrono::nanoseconds(now).count()});
        print_line(json.end_object().text());
    }
    void on_phase(std::string_view, Now) override {}
    void on_validation(const Validation&, Now) override {}
    void on_manifest(const Validator&, Now) override {}
    void on_time(Now) override {}
};

class Program {
public:
    explicit Program(Arguments arguments) : arguments_(std::move(arguments)) {}

    Result<> start() {
        if (auto made = arguments_.replay.empty() ? make_network() : make_replay(); !made)
            return made;
        for (auto& node : nodes_)
            if (auto started = node->start(); !started) return started;
        if (arguments_.flood > 0)
            if (auto made = make_flood(); !made) return made;
        for (std::size_t i = 0; i < nodes_.size(); ++i) {
            const Node& node = *nodes_[i];
            print_node(node.name(), flood_ && i == 0 ? flood_->url() : node.websocket_url(),
                       node.http_url());
        }
        print_line("ready");
        return {};
    }

    void run() {
        TaskGroup tasks(io_.get_executor());
        if (network_) tasks.spawn("network", network_->run(clock_));
        for (auto& node : nodes_)
            tasks.spawn(node->name(), node->run());
        if (!arguments_.faults.empty())
            tasks.spawn("faults", nodes_[0]->play({arguments_.faults, arguments_.repeat}));
        if (flood_) {
            tasks.spawn("flood", flood_->run());
            tasks.spawn("progress", tell_progress());
        }
        asio::signal_set signals(io_, SIGINT, SIGTERM);
        signals.async_wait([&tasks](const auto&, int) { tasks.cancel(); });
        io_.run();
    }

private:
    Result<> make_network() {
        NetworkOptions options;
        options.validators = arguments_.validators;
        options.pace = arguments_.pace;
        network_ = std::make_unique<Network>(options, clock_.now());
        // Before the nodes, so that the time printed is not later than their messages.
        if (arguments_.pace > 1) network_->add(printer_);
        for (std::size_t i = 0; i < arguments_.nodes + arguments_.stock; ++i) {
            ModelOptions model;
            model.name = fmt::format("n{}", i + 1);
            if (i < arguments_.nodes) model.validator = i;
            nodes_.push_back(std::make_unique<Node>(io_.get_executor(), clock_, *network_,
                                                    std::move(model), server_options()));
        }
        return {};
    }

    Result<> make_replay() {
        auto recording = load_recording(arguments_.replay, arguments_.source + "/ws",
                                        arguments_.source + "/http");
        if (!recording) return failure(recording.error());
        ReplayOptions options;
        options.speed = arguments_.speed;
        options.repeat = true;
        nodes_.push_back(std::make_unique<Node>(io_.get_executor(), clock_, std::move(*recording),
                                                options, server_options()));
        return {};
    }

    Result<> make_flood() {
        if (!network_ || nodes_.empty())
            return failure(ErrorKind::configuration, "--flood needs a network with a node");
        auto recording = load_recording(arguments_.recording, "n1/ws", "n1/http");
        if (!recording) return failure(recording.error());
        FloodOptions options;
        options.messages = arguments_.flood;
        flood_ = std::make_unique<Flood>(io_.get_executor(), clock_, *recording,
                                         *nodes_[0]->model(), options);
        return flood_->listen();
    }

    ServerOptions server_options() const {
        ServerOptions options;
        options.admin = !arguments_.public_port;
        return options;
    }

    Task<void> tell_progress() {
        while (!flood_->progress().done)
            co_await clock_.sleep_for(Duration{20});
        const Flood::Progress progress = flood_->progress();
        JsonWriter json;
        json.begin_object().member("flood_messages", progress.messages);
        json.member("bytes", progress.bytes).member("seconds", to_seconds(progress.time));
        print_line(json.end_object().text());
    }

    Arguments arguments_;
    asio::io_context io_{1};
    SystemClock clock_;
    LedgerPrinter printer_;
    std::unique_ptr<Network> network_;
    std::vector<std::unique_ptr<Node>> nodes_;
    std::unique_ptr<Flood> flood_;
};

int run_program(const std::vector<std::string>& words) {
    auto arguments = parse_arguments(words);
    if (!arguments) {
        fmt::print(stderr, "nodewatch-sim-xrpl: {}\n{}", arguments.error().message, usage);
        return 2;
    }
    if (arguments->help) {
        fmt::print("{}", usage);
        return 0;
    }
    Program program(std::move(*arguments));
    if (auto started = program.start(); !started) {
        fmt::print(stderr, "nodewatch-sim-xrpl: {}\n", started.error().message);
        return 1;
    }
    program.run();
    return 0;
}

}  // namespace
}  // namespace nodewatch::sim::xrpl

int main(int argc, char** argv) {
    return nodewatch::sim::xrpl::run_program({argv + 1, argv + argc});
}
