#include "sim/betanet/commands.hpp"

#include <vector>

#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch::sim::betanet {
namespace {

using Words = std::vector<std::string_view>;

bool change_dialect(Server& server, std::string_view name) {
    if (name == "api_v1")
        server.dialect = Dialect::api_v1;
    else if (name == "server")
        server.dialect = Dialect::server;
    else if (name == "none")
        server.dialect = Dialect::none;
    else
        return false;
    return true;
}

/// Without a path it is the fault of all, and those of single ones are over.
bool change_fault(Server& server, const Words& words) {
    const auto fault = read_fault(words[1]);
    if (!fault) return false;
    if (words.size() == 3) {
        server.faults.insert_or_assign(std::string(words[2]), *fault);
        return true;
    }
    server.fault = *fault;
    server.faults.clear();
    return true;
}

bool change_number(Server& server, std::string_view name, std::string_view value) {
    Service& service = server.service();
    if (name == "latency") {
        const auto latency = parse_double(value);
        if (latency) service.latency_ms = *latency;
        return latency.has_value();
    }
    const auto number = parse_uint(value);
    if (!number) return false;
    if (name == "work")
        service.work(*number);
    else if (name == "bytes")
        service.bytes_transmitted = *number;
    else if (name == "delay")
        server.delay = Duration{static_cast<Duration::rep>(*number)};
    else if (name == "active")
        for (std::size_t i = 0; i < service.mixnodes.size(); ++i)
            service.mixnodes[i].active = i < *number;
    else
        return false;
    return true;
}

bool change(Server& server, const std::string& line) {
    const Words words = split(line, ' ');
    if (words[0] == "retry-after") {
        server.retry_after = words.size() > 1 ? line.substr(words[0].size() + 1) : "";
        return true;
    }
    if (words[0] == "fault" && (words.size() == 2 || words.size() == 3))
        return change_fault(server, words);
    if (words.size() != 2) return false;
    if (words[0] == "dialect") return change_dialect(server, words[1]);
    return change_number(server, words[0], words[1]);
}

std::string figures(Server& server) {
    JsonWriter json;
    json.begin_object().member("requests", server.requests());
    json.member("bytes_transmitted", server.service().bytes_transmitted);
    json.member("bytes_received", server.service().bytes_received);
    return json.end_object().take();
}

}  // namespace

std::string obey(Server& server, Clock& clock, const std::string& line) {
    std::string problem;
    if (line == "start" || line == "restart") {
        server.service().restart(clock.now());
        if (const auto started = server.start(); !started) problem = started.error().message;
    } else if (line != "stop" && !change(server, line)) {
        problem = "unknown command, or a wrong value: " + line;
    }
    if (problem.empty()) return figures(server);
    return JsonWriter().begin_object().member("error", problem).end_object().take();
}

}  // namespace nodewatch::sim::betanet
