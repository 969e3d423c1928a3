#include "sim/bitcoin/commands.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch::sim::bitcoin {
namespace {

constexpr std::array<std::string_view, 6> faults = {"none",    "work-queue-full", "hang",
                                                    "garbage", "refuse",          "no-batches"};

std::string problem(std::string_view text) {
    return JsonWriter().begin_object().member("error", text).end_object().take();
}

std::string tip_text(const Node& node) {
    JsonWriter json;
    json.begin_object().member("height", node.chain.tip().height);
    return json.member("hash", node.chain.tip().hash).end_object().take();
}

std::optional<std::string> rest_of(std::string_view line) {
    const auto space = line.find(' ');
    if (space == std::string_view::npos) return std::nullopt;
    return std::string(line.substr(space + 1));
}

/// What changes the node at once. False: no such command, or a wrong value.
bool change(Server& server, Clock& clock, const std::string& line) {
    const auto words = split(line, ' ');
    Node& node = server.node();
    const std::int64_t now = clock.now().wall.time_since_epoch() / std::chrono::seconds{1};
    const auto number = [&](std::size_t i) {
        return i < words.size() ? parse_uint(words[i]) : std::nullopt;
    };
    const std::string_view command = words[0];
    if (command == "warn") {
        node.warning = rest_of(line);
    } else if (command == "warm-up") {
        node.warm_up = rest_of(line);
    } else if (command == "forget" && words.size() == 2) {
        node.unknown_methods.emplace(words[1]);
    } else if (command == "download" && words.size() == 2) {
        node.downloading = words[1] == "on";
    } else if (command == "fault" && words.size() == 2) {
        const auto found = std::ranges::find(faults, words[1]);
        if (found == faults.end()) return false;
        server.fault = static_cast<Fault>(found - faults.begin());
    } else if (!number(1)) {
        return false;
    } else if (command == "mine") {
        node.chain.mine(*number(1), now);
    } else if (command == "headers") {
        node.headers_ahead = *number(1);
    } else if (command == "mempool") {
        node.mempool = *number(1);
    } else if (command == "peers") {
        node.set_peers(*number(1));
    } else if (command == "reorganise" && number(2) && *number(1) <= node.chain.tip().height) {
        node.chain.reorganise(*number(1), *number(2), now);
    } else {
        return false;
    }
    return true;
}

}  // namespace

Task<std::string> obey(Server& server, Clock& clock, std::string line) {
    if (line == "stop" || line == "restart") co_await server.stop();
    if (line == "start" || line == "restart") {
        server.node().restart(clock.now());
        const auto started = server.start();
        if (!started) co_return problem(started.error().message);
    } else if (line != "stop" && !change(server, clock, line)) {
        co_return problem("unknown command, or a wrong value: " + line);
    }
    co_return tip_text(server.node());
}

}  // namespace nodewatch::sim::bitcoin
