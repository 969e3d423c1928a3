#include "sim/bitcoin/server.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "base/json.hpp"
#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch::sim::bitcoin {
namespace {

using namespace std::chrono_literals;

constexpr Duration longer_than_anyone_waits = 1h;

struct Reply {
    int status;
    std::string body;
};

/// The id as it came, and the first parameter as text.
std::string id_of(const json::Element& request) {
    const auto id = json::find(request, "id");
    return id ? simdjson::minify(*id) : std::string("null");
}

std::string first_parameter(const json::Element& request) {
    const auto parameters = json::array(request, "params");
    if (!parameters || parameters->size() == 0) return {};
    const json::Element first = parameters->at(0);
    std::string_view text;
    if (first.get(text) == simdjson::SUCCESS) return std::string(text);
    return simdjson::minify(first);
}

int status_of(const Answer& answer) {
    if (answer.code == 0) return 200;
    return answer.code == -32601 ? 404 : 500;
}

Reply answer_one(const json::Element& request, const Node& node, bool legacy, Now now) {
    const Answer answer =
        node.answer(json::text(request, "method").value_or(""), first_parameter(request), now);
    const bool version_2 = !legacy && json::text(request, "jsonrpc") == "2.0";
    JsonWriter json;
    json.begin_object();
    if (version_2) json.member("jsonrpc", "2.0");
    if (answer.code == 0) {
        json.key("result").raw(answer.result);
        if (!version_2) json.key("error").null();
    } else {
        if (!version_2) json.key("result").null();
        json.key("error").begin_object().member("code", answer.code);
        json.member("message", answer.message).end_object();
    }
    json.key("id").raw(id_of(request));
    return {version_2 ? 200 : status_of(answer), json.end_object().take()};
}

net::HttpResponse response(int status, std::string body) {
    net::HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "application/json");
    response.body = std::move(body);
    return response;
}

}  // namespace

Server::Server(asio::any_io_executor executor, Clock& clock, std::string cookie_file, bool legacy,
               bool publishes, std::uint64_t height)
    : executor_(executor),
      clock_(clock),
      cookie_file_(std::move(cookie_file)),
      legacy_(legacy),
      publishes_(publishes),
      node_(clock.now(), height) {}

Server::~Server() = default;

Result<> Server::start() {
    auto written = write_cookie();
    if (!written) return written;
    net::HttpServerOptions options;
    options.listen = {{"127.0.0.1", port_}};
    options.handler_timeout = longer_than_anyone_waits;
    http_ = std::make_unique<net::HttpServer>(executor_, options);
    http_->route("POST", "/",
                 [this](const net::ServerRequest& request) { return answer(request); });
    auto listening = http_->listen();
    if (!listening) return listening;
    port_ = http_->ports().front();
    if (publishes_) {
        auto publishing = publisher_.start();
        if (!publishing) return publishing;
        node_.zmq_notifications = publisher_.notifications();
    }
    tasks_ = std::make_unique<TaskGroup>(executor_);
    tasks_->spawn("server", http_->run(Duration{0}));
    return {};
}

Task<void> Server::stop() {
    if (!tasks_) co_return;
    tasks_->cancel();
    co_await tasks_->join();
    tasks_.reset();
    http_.reset();
    publisher_.stop();
    if (!cookie_file_.empty()) std::remove(cookie_file_.c_str());
}

void Server::change_chain(std::uint64_t depth, std::uint64_t blocks) {
    const std::int64_t now = clock_.now().wall.time_since_epoch() / std::chrono::seconds{1};
    auto fallen = node_.chain.newest(depth);
    std::ranges::reverse(fallen);
    if (depth > 0)
        node_.chain.reorganise(depth, blocks, now);
    else
        node_.chain.mine(blocks, now);
    publisher_.chain_changed(fallen, node_.chain.newest(blocks), node_.downloading);
}

void Server::flood(std::uint64_t rate, std::uint64_t seconds) {
    tasks_->spawn("flood", flood_task(rate, seconds));
}

/// As many as are due, each millisecond.
Task<void> Server::flood_task(std::uint64_t rate, std::uint64_t seconds) {
    const SteadyTime began = clock_.now().steady;
    for (std::uint64_t sent = 0; sent < rate * seconds;) {
        co_await clock_.sleep_for(1ms);
        const auto passed = static_cast<std::uint64_t>(elapsed(began, clock_.now().steady).count());
        const std::uint64_t due = std::min(rate * passed / 1'000, rate * seconds);
        publisher_.transactions(due - sent);
        sent = due;
    }
}

/// As a node does: under another name first, so that nobody reads half of it.
Result<> Server::write_cookie() {
    password_ = fmt::format("{:064x}", ++starts_);
    const std::string credentials = fmt::format("{}:{}", user, password_);
    authorization_ = "Basic " + base64_encode(credentials);
    if (cookie_file_.empty()) return {};
    const std::string temporary = cookie_file_ + ".tmp";
    std::ofstream out(temporary, std::ios::binary);
    out << credentials;
    out.close();
    if (!out || std::rename(temporary.c_str(), cookie_file_.c_str()) != 0)
        return failure(ErrorKind::file, cookie_file_ + " cannot be written");
    return {};
}

Task<net::HttpResponse> Server::answer(net::ServerRequest request) {
    if (fault == Fault::hang) co_await clock_.sleep_for(longer_than_anyone_waits);
    if (fault == Fault::refuse || request.headers.get("Authorization") != authorization_) {
        auto refusal = response(401, "");
        refusal.headers.set("WWW-Authenticate", "Basic realm=\"jsonrpc\"");
        co_return refusal;
    }
    co_return answer_body(request.body);
}

net::HttpResponse Server::answer_body(const std::string& body) {
    if (fault == Fault::work_queue_full) return response(503, "Work queue depth exceeded");
    if (fault == Fault::garbage) return response(200, "<html>not a node</html>");
    simdjson::dom::parser parser;
    json::Element root;
    if (parser.parse(body).get(root) != simdjson::SUCCESS)
        return response(
            500, R"({"result":null,"error":{"code":-32700,"message":"Parse error"},"id":null})");
    if (root.is_array()) {
        if (fault == Fault::no_batches) return response(403, "");
        std::string all;
        for (const json::Element& request : root.get_array())
            all +=
                (all.empty() ? "[" : ",") + answer_one(request, node_, legacy_, clock_.now()).body;
        return response(200, all + "]");
    }
    Reply reply = answer_one(root, node_, legacy_, clock_.now());
    return response(reply.status, std::move(reply.body));
}

}  // namespace nodewatch::sim::bitcoin
