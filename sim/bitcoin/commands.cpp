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

using Words = std::vector<std::string_view>;

bool change_publisher(Publisher& publisher, const Words& words) {
    const auto number = parse_uint(words[2]);
    if (words[0] == "zmq-skip" && number)
        return publisher.skip(words[1], static_cast<std::uint32_t>(*number));
    if (words[0] == "zmq-silence") return publisher.silence(words[1], words[2] == "on");
    return false;
}

/// Commands whose values are words. False: no such command, or a wrong value.
bool change_by_words(Server& server, const std::string& line, const Words& words) {
    Node& node = server.node();
    if (words[0] == "warn") {
        node.warning = rest_of(line);
        return true;
    }
    if (words[0] == "warm-up") {
        node.warm_up = rest_of(line);
        return true;
    }
    if (words[0] == "addresses") {
        node.peer_addresses.assign(words.begin() + 1, words.end());
        return true;
    }
    if (words.size() == 3) return change_publisher(server.publisher(), words);
    if (words.size() != 2) return false;
    if (words[0] == "forget") {
        node.unknown_methods.emplace(words[1]);
        return true;
    }
    if (words[0] == "mempool-loaded") {
        node.mempool_loaded = words[1] == "on";
        return true;
    }
    if (words[0] == "download") {
        node.downloading = words[1] == "on";
        return true;
    }
    const auto found = std::ranges::find(faults, words[1]);
    if (words[0] != "fault" || found == faults.end()) return false;
    server.fault = static_cast<Fault>(found - faults.begin());
    return true;
}

/// The same for those whose first value is a number.
bool change_by_number(Server& server, const Words& words, std::uint64_t number) {
    Node& node = server.node();
    const auto second = words.size() == 3 ? parse_uint(words[2]) : std::nullopt;
    if (words[0] == "mine")
        server.change_chain(0, number);
    else if (words[0] == "headers")
        node.headers_ahead = number;
    else if (words[0] == "mempool")
        node.mempool.set_size(number);
    else if (words[0] == "ban")
        node.bans = number;
    else if (words[0] == "confirm")
        node.mempool.remove_oldest(number);
    else if (words[0] == "version")
        node.version = number;
    else if (words[0] == "peers")
        node.set_peers(number);
    else if (words[0] == "reorganise" && second && number <= node.chain.tip().height)
        server.change_chain(number, *second);
    else if (words[0] == "flood" && second)
        server.flood(number, *second);
    else if (words[0] == "transactions") {
        node.mempool.add(number);
        server.publisher().transactions(number);
    } else
        return false;
    return true;
}

bool change(Server& server, const std::string& line) {
    const Words words = split(line, ' ');
    if (const auto number = words.size() > 1 ? parse_uint(words[1]) : std::nullopt)
        return change_by_number(server, words, *number);
    return change_by_words(server, line, words);
}

}  // namespace

std::string obey(Server& server, Clock& clock, const std::string& line) {
    if (line == "start" || line == "restart") {
        server.node().restart(clock.now());
        const auto started = server.start();
        if (!started) return problem(started.error().message);
    } else if (line != "stop" && !change(server, line)) {
        return problem("unknown command, or a wrong value: " + line);
    }
    return tip_text(server.node());
}

}  // namespace nodewatch::sim::bitcoin
