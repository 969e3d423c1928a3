#include "net/http_wire.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/optional.hpp>

#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

namespace http = boost::beast::http;

/// Where Beast puts the body of a response: into a text, or piece by piece to a consumer.
struct ReceivedBody {
    struct value_type {
        std::string text;
        std::size_t max_text_bytes = 0;
        const BodyConsumer* consumer = nullptr;
    };

    class reader {
    public:
        template <bool is_request, typename Fields>
        reader(http::header<is_request, Fields>& head, value_type& body) : body_(body) {
            if constexpr (!is_request)
                is_consumed_ = [&head] {
                    return head.result() == http::status::ok &&
                           head.find(http::field::content_encoding) == head.end();
                };
        }
        void init(const boost::optional<std::uint64_t>& length, boost::system::error_code& code) {
            code = {};
            if (body_.consumer != nullptr && is_consumed_()) return;
            body_.consumer = nullptr;
            if (length.value_or(0) > body_.max_text_bytes) code = http::error::body_limit;
            if (length && !code) body_.text.reserve(*length);
        }
        template <typename Buffers>
        std::size_t put(const Buffers& buffers, boost::system::error_code& code) {
            code = {};
            std::size_t taken = 0;
            for (const asio::const_buffer piece : boost::beast::buffers_range_ref(buffers)) {
                take({static_cast<const char*>(piece.data()), piece.size()}, code);
                if (code) break;
                taken += piece.size();
            }
            return taken;
        }
        void finish(boost::system::error_code& code) { code = {}; }

    private:
        void take(std::string_view piece, boost::system::error_code& code) {
            if (body_.consumer != nullptr) {
                if (!(*body_.consumer)(piece)) code = asio::error::operation_aborted;
            } else if (piece.size() > body_.max_text_bytes - body_.text.size()) {
                code = http::error::body_limit;
            } else {
                body_.text.append(piece);
            }
        }

        value_type& body_;
        std::function<bool()> is_consumed_;
    };
};

using ResponseParser = http::response_parser<ReceivedBody>;

constexpr std::size_t head_room = 4U << 10U;
constexpr std::size_t body_room = 64U << 10U;

bool is_token(std::string_view text) {
    return !text.empty() &&
           text.find_first_of(std::string_view("\r\n\0 \t:", 6)) == std::string_view::npos;
}

void add_line(std::string& head, std::string_view name, std::string_view value) {
    head.append(name).append(": ").append(value).append("\r\n");
}

Error read_error(const boost::system::error_code& code, const std::string& peer,
                 const ResponseLimits& limits) {
    if (code == http::error::body_limit)
        return Error{ErrorKind::too_large, peer + " sent an answer above the limit of " +
                                               std::to_string(limits.body_bytes) + " bytes"};
    if (code == asio::error::operation_aborted)
        return Error{ErrorKind::protocol, peer + " sent an answer whose rest is not wanted"};
    if (code == http::error::header_limit)
        return Error{ErrorKind::too_large, peer + " sent headers above the limit of " +
                                               std::to_string(limits.head_bytes) + " bytes"};
    // Something answers there, unlike where a connection is refused or ends without a word.
    if (code == http::error::partial_message)
        return Error{ErrorKind::protocol, peer + " closed the connection amid its answer"};
    return Error{ErrorKind::protocol, peer + " did not answer in HTTP (" + code.message() +
                                          "): is this the right port?"};
}

WireResponse take_response(ResponseParser& parser) {
    WireResponse result;
    result.keep_alive = parser.keep_alive();
    auto& message = parser.get();
    result.response.status = static_cast<int>(message.result_int());
    for (const auto& field : message)
        result.response.headers.add({field.name_string().data(), field.name_string().size()},
                                    {field.value().data(), field.value().size()});
    result.response.body = std::move(message.body().text);
    return result;
}

/// Some virtual hosts do not know themselves by a name with the default port.
std::string host_field(const Url& url) {
    const std::uint16_t default_port = url.tls() ? 443 : 80;
    const auto authority = url.authority();
    return url.port == default_port ? authority.substr(0, authority.rfind(':')) : authority;
}

bool begins_like_http(std::string_view data) {
    constexpr std::string_view beginning = "HTTP/";
    return data.substr(0, beginning.size()) == beginning.substr(0, data.size());
}

/// Feeds the parser with what the buffer holds. True: more must be read.
bool parse(ResponseParser& parser, ReadBuffer& buffer, boost::system::error_code& code) {
    while (!parser.is_done()) {
        const auto data = buffer.data();
        const auto used = parser.put(asio::buffer(data), code);
        buffer.consume(used);
        if (code == http::error::need_more) {
            code = {};
            return true;
        }
        if (code) return false;
        if (used == 0 || (buffer.empty() && !parser.is_done())) return true;
    }
    return false;
}

}  // namespace

Result<std::string> request_head(const Url& url, const HttpRequest& request) {
    if (!is_token(request.method) || !fits_one_line(request.target) ||
        request.target.find(' ') != std::string::npos)
        return failure(ErrorKind::internal, "request to " + url.authority() +
                                                ": method or target cannot be sent as they are");
    std::string head = request.method + " " + request.target + " HTTP/1.1\r\n";
    if (!request.headers.has("Host")) add_line(head, "Host", host_field(url));
    if (!request.headers.has("User-Agent")) add_line(head, "User-Agent", "nodewatch");
    if (!url.user.empty() && !request.headers.has("Authorization"))
        add_line(head, "Authorization", "Basic " + base64_encode(url.user + ":" + url.password));
    for (const auto& [name, value] : request.headers.fields()) {
        if (!is_token(name) || !fits_one_line(value))
            return failure(ErrorKind::configuration, "request to " + url.authority() +
                                                         ": header '" + sanitize_utf8(name) +
                                                         "' cannot be sent as it is");
        add_line(head, name, value);
    }
    if (!request.body.empty() || request.method == "POST" || request.method == "PUT")
        add_line(head, "Content-Length", std::to_string(request.body.size()));
    head += "\r\n";
    return head;
}

Task<Result<WireResponse>> read_response(ByteStream& stream, ReadBuffer& buffer, std::string method,
                                         ResponseLimits limits, BodyConsumer consumer) {
    boost::system::error_code code;
    for (;;) {
        ResponseParser parser;
        parser.header_limit(static_cast<std::uint32_t>(limits.head_bytes));
        parser.body_limit(consumer ? limits.consumed_bytes : limits.body_bytes);
        parser.get().body().max_text_bytes = limits.body_bytes;
        if (consumer) parser.get().body().consumer = &consumer;
        parser.eager(true);
        parser.skip(method == "HEAD");
        bool answered = !buffer.empty();
        bool begun = false;
        while (parse(parser, buffer, code)) {
            const auto room = buffer.prepare(parser.is_header_done() ? body_room : head_room);
            const auto received = co_await stream.read_some(room);
            if (received) {
                answered = true;
                buffer.commit(*received);
                // The parser waits for a whole line, which something else may never send.
                if (!begun && !begins_like_http(buffer.data())) {
                    code = http::error::bad_version;
                    break;
                }
                begun = true;
                continue;
            }
            const auto kind = received.error().kind;
            const bool lost = kind == ErrorKind::closed || kind == ErrorKind::transport;
            if (lost && !answered) co_return failure(ErrorKind::closed, received.error().message);
            if (kind != ErrorKind::closed) co_return failure(received.error());
            parser.put_eof(code);
            break;
        }
        if (code) co_return failure(read_error(code, stream.peer(), limits));
        // 1xx other than 101 announce the answer that follows.
        const auto status = parser.get().result_int();
        if (status == 101 || status >= 200) co_return take_response(parser);
    }
}

}  // namespace nodewatch::net
