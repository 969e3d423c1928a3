#include "sim/xrpl/server.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "resilience/channel.hpp"
#include "sim/xrpl/protocol.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr std::array<std::string_view, 9> known_streams = {
    "ledger",    "server",       "validations",           "consensus",   "peer_status",
    "manifests", "transactions", "transactions_proposed", "book_changes"};

struct Outgoing {
    std::shared_ptr<const std::string> text;  ///< nothing: close with the code
    std::uint16_t close_code = 0;
    std::string close_reason;
};

}  // namespace

struct Server::Session {
    Session(asio::any_io_executor executor, std::shared_ptr<net::WebSocketSession> s)
        : socket(std::move(s)),
          outbox(std::move(executor), max_queued_messages, Overflow::drop_newest) {}

    void send(std::string text) { send(std::make_shared<const std::string>(std::move(text))); }
    void send(std::shared_ptr<const std::string> text) {
        if (outbox.push(Outgoing{std::move(text), 0, {}}) || slow) return;
        slow = true;
        socket->abort();
    }
    void close(std::uint16_t code, std::string reason) {
        outbox.push(Outgoing{nullptr, code, std::move(reason)});
    }

    std::shared_ptr<net::WebSocketSession> socket;
    Channel<Outgoing> outbox;
    std::map<std::string, int, std::less<>> streams;  ///< and the version they were asked in
    bool slow = false;
};

class Server::Implementation {
public:
    Implementation(asio::any_io_executor executor, Clock& clock, ServerOptions options)
        : executor_(executor),
          clock_(clock),
          admin_(options.admin),
          http_(executor, http_options(options)) {
        http_.route("POST", "/", [this](const net::ServerRequest& request) {
            return answer_post(request.body);
        });
        http_.route("GET", "/crawl", [this](const net::ServerRequest&) { return answer_crawl(); });
        http_.websocket("/", [this](std::shared_ptr<net::WebSocketSession> socket,
                                    net::ServerRequest) { return serve(std::move(socket)); });
    }

    static net::HttpServerOptions http_options(const ServerOptions& options) {
        net::HttpServerOptions http;
        http.listen = {{"127.0.0.1", 0}};
        http.tls = options.tls;
        http.idle_timeout = keep_alive;
        return http;
    }

    Task<net::HttpResponse> answer_post(std::string body) {
        if (misbehaviour_.http_status) co_return plain_text(*misbehaviour_.http_status);
        HttpParse parsed = parse_http_request(body);
        if (!parsed.request) co_return plain_text(400, parsed.refusal);
        const Request& request = *parsed.request;
        const Answer answer = answer_request(request, false);
        if (answer.error == "forbidden") co_return plain_text(403);
        co_return json_text(spoil(http_answer(request, answer, backend_->clio())));
    }

    Task<net::HttpResponse> answer_crawl() {
        if (misbehaviour_.http_status) co_return plain_text(*misbehaviour_.http_status);
        co_return json_text(spoil(backend_->crawl(clock_.now())));
    }

    net::HttpResponse plain_text(int status, std::string text = {}) const {
        if (status == 403) text = "Forbidden";
        if (status == 503) text = "Server is overloaded";
        net::HttpResponse response = json_text(text + "\r\n");
        response.status = status;
        return response;
    }

    net::HttpResponse json_text(std::string body) const {
        net::HttpResponse response;
        response.headers.set("Content-Type", "application/json; charset=UTF-8");
        response.headers.set("Server", "ripple-json-rpc/" + backend_->product());
        response.body = std::move(body);
        return response;
    }

    Answer answer_request(const Request& request, bool websocket) {
        if (misbehaviour_.slow_down)
            return answer_error("slowDown", 10, "You are placing too much load on the server.");
        if (request.api_version < 1 || request.api_version > 2)
            return answer_error("invalid_API_version", 78,
                                "API version is unknown or unsupported.");
        const Caller caller{admin_, websocket, request.api_version};
        return backend_->answer(request.method, caller, clock_.now());
    }

    Task<void> serve(std::shared_ptr<net::WebSocketSession> socket) {
        auto session = std::make_shared<Session>(executor_, std::move(socket));
        const Registration registration(sessions_, session.get());
        co_await with_task_group([this, session](TaskGroup& group) {
            group.spawn("writer", write(session));
            return read(session);
        });
    }

    Task<void> read(std::shared_ptr<Session> session) {
        while (true) {
            auto message = co_await session->socket->read();
            if (!message) break;
            if (!misbehaviour_.mute) take(*session, *message);
        }
        session->outbox.close();
    }

    Task<void> write(std::shared_ptr<Session> session) {
        while (true) {
            auto item = co_await session->outbox.receive();
            if (!item) break;
            if (!item->text) {
                co_await session->socket->close(item->close_code, item->close_reason);
                break;
            }
            auto sent = co_await session->socket->send(*item->text);
            if (!sent) break;
        }
        session->socket->abort();
    }

    void take(Session& session, std::string_view message) {
        const std::optional<Request> request = parse_websocket_request(message);
        if (!request) {
            session.send(websocket_json_error(message));
            return;
        }
        Answer answer;
        if (misbehaviour_.slow_down) {
            answer = answer_request(*request, true);
        } else if (request->method == "subscribe") {
            answer = subscribe(session, *request);
        } else if (request->method == "unsubscribe") {
            for (const std::string& stream : request->streams)
                session.streams.erase(stream);
            answer.result = "{}";
        } else {
            answer = answer_request(*request, true);
        }
        session.send(
            spoil(websocket_answer(*request, answer, backend_->clio(), misbehaviour_.slow_down)));
    }

    /// As the real server: a stream that is refused fails the request, and those named before it
    /// are subscribed all the same.
    Answer subscribe(Session& session, const Request& request) {
        if (request.streams_malformed)
            return answer_error("invalidParams", 31, "Invalid parameters.");
        for (const std::string& stream : request.streams) {
            if (std::ranges::find(known_streams, stream) == known_streams.end())
                return answer_error("malformedStream", 71, "Stream malformed.");
            if (backend_->clio() &&
                (stream == "server" || stream == "consensus" || stream == "peer_status"))
                return answer_error("notSupported", 75, "Operation not supported.");
            if ((stream == "peer_status" && !admin_) ||
                misbehaviour_.refused_streams.contains(stream))
                return answer_error("noPermission", 6,
                                    "You don't have permission for this command.");
            session.streams[stream] = request.api_version;
        }
        const Caller caller{admin_, true, request.api_version};
        return Answer{backend_->subscribed(request.streams, caller, clock_.now()), {}, 0, {}};
    }

    std::string spoil(std::string text) const {
        if (misbehaviour_.wrong_types) text = with_wrong_types(text);
        if (misbehaviour_.wrong_json) text.resize(text.size() / 2);
        return text;
    }

    void push(const Event& event) {
        if (misbehaviour_.mute) return;
        const bool spoiled = misbehaviour_.wrong_json || misbehaviour_.wrong_types;
        for (Session* session : sessions_) {
            const auto found = session->streams.find(event.stream);
            if (found == session->streams.end()) continue;
            const auto& text = found->second >= 2 ? event.v2 : event.v1;
            session->send(spoiled ? std::make_shared<const std::string>(spoil(*text)) : text);
        }
    }

    /// Keeps a session in the list for the length of its coroutine.
    struct Registration {
        std::vector<Session*>& list;
        Session* session;
        Registration(std::vector<Session*>& l, Session* s) : list(l), session(s) { l.push_back(s); }
        ~Registration() { std::erase(list, session); }
        Registration(const Registration&) = delete;
        Registration& operator=(const Registration&) = delete;
    };

    asio::any_io_executor executor_;
    Clock& clock_;
    bool admin_;
    net::HttpServer http_;
    Backend* backend_ = nullptr;
    Misbehaviour misbehaviour_;
    std::vector<Session*> sessions_;
};

Server::Server(asio::any_io_executor executor, Clock& clock, ServerOptions options)
    : implementation_(
          std::make_unique<Implementation>(std::move(executor), clock, std::move(options))) {}

Server::~Server() = default;

void Server::set_backend(Backend& backend) {
    implementation_->backend_ = &backend;
}

Result<> Server::listen() {
    return implementation_->http_.listen();
}

std::uint16_t Server::port() const {
    return implementation_->http_.ports().front();
}

Task<void> Server::run() {
    co_await implementation_->http_.run(Duration{0});
}

void Server::push(const Event& event) {
    implementation_->push(event);
}

void Server::send_all(std::string text) {
    const auto shared = std::make_shared<const std::string>(std::move(text));
    for (Session* session : implementation_->sessions_)
        session->send(shared);
}

void Server::close_all(std::uint16_t code, std::string reason) {
    for (Session* session : implementation_->sessions_)
        session->close(code, reason);
}

Misbehaviour& Server::misbehaviour() {
    return implementation_->misbehaviour_;
}

std::size_t Server::subscribers(std::string_view stream) const {
    const auto& sessions = implementation_->sessions_;
    return static_cast<std::size_t>(std::ranges::count_if(
        sessions, [stream](const Session* s) { return s->streams.contains(stream); }));
}

}  // namespace nodewatch::sim::xrpl
