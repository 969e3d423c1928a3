#include "net/http_request_reader.hpp"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "base/strings.hpp"

namespace nodewatch::net {
namespace {

namespace http = boost::beast::http;

constexpr std::string_view body_too_large = "the request's body is larger than this server takes";

std::string_view as_view(boost::beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

struct RequestReader::Parser {
    http::request_parser<http::string_body> beast;

    bool head_complete() const { return beast.is_header_done(); }
    bool body_complete() const { return beast.is_done(); }
};

RequestReader::RequestReader(ReadBuffer& buffer, const HttpServerOptions& limits)
    : buffer_(buffer), parser_(std::make_unique<Parser>()), max_body_bytes_(limits.max_body_bytes) {
    parser_->beast.header_limit(static_cast<std::uint32_t>(limits.max_header_bytes));
    // The limit depends on the path, which the head tells first.
    parser_->beast.body_limit(boost::none);
}

RequestReader::~RequestReader() = default;

RequestReader::Progress RequestReader::fail(int status, std::string message) {
    problem_ = {status, std::move(message)};
    return Progress::failed;
}

RequestReader::Progress RequestReader::parse(bool (Parser::*complete)() const) {
    while (!((*parser_).*complete)()) {
        if (buffer_.empty()) return Progress::need_more;
        boost::system::error_code code;
        const auto used = parser_->beast.put(asio::buffer(buffer_.data()), code);
        buffer_.consume(used);
        if (code == http::error::need_more) return Progress::need_more;
        if (code == http::error::header_limit)
            return fail(431, "the request's head is larger than this server takes");
        if (code == http::error::body_limit) return fail(413, std::string(body_too_large));
        if (code == http::error::bad_version)
            return fail(505, "this server speaks HTTP/1.1 and HTTP/1.0");
        if (code) return fail(400, "not a valid HTTP request: " + code.message());
    }
    return Progress::done;
}

RequestReader::Progress RequestReader::read_head() {
    const auto progress = parse(&Parser::head_complete);
    if (progress != Progress::done) return progress;
    const auto& message = parser_->beast.get();
    request_.method = as_view(message.method_string());
    request_.target = as_view(message.target());
    for (const auto& field : message)
        request_.headers.add(std::string(as_view(field.name_string())),
                             std::string(as_view(field.value())));
    return check_head();
}

/// What RFC 9112 asks of a server beyond the grammar.
RequestReader::Progress RequestReader::check_head() {
    std::size_t hosts = 0;
    for (const auto& [name, value] : request_.headers.fields())
        if (equals_ignoring_case(name, "Host")) ++hosts;
    if (hosts > 1 || (hosts == 0 && !http10()))
        return fail(400, "a request has exactly one Host field");
    const auto& headers = request_.headers;
    if (headers.has("Transfer-Encoding") &&
        !equals_ignoring_case(trim(headers.get("Transfer-Encoding")), "chunked"))
        return fail(501, "of transfer encodings this server knows only chunked");
    const auto expectation = headers.get("Expect");
    if (!expectation.empty() && !equals_ignoring_case(expectation, "100-continue"))
        return fail(417, "this server meets only the expectation 100-continue");
    return Progress::done;
}

RequestReader::Progress RequestReader::read_body() {
    const auto length = parser_->beast.content_length();
    if (length && *length > max_body_bytes_) return fail(413, std::string(body_too_large));
    // Once: the parser counts what is left of the limit, and setting it begins that anew.
    if (!body_begun_) parser_->beast.body_limit(max_body_bytes_);
    body_begun_ = true;
    parser_->beast.eager(true);
    return parse(&Parser::body_complete);
}

bool RequestReader::has_head() const {
    return parser_->beast.is_header_done();
}

bool RequestReader::has_body() const {
    return !parser_->beast.is_done();
}

bool RequestReader::keep_alive() const {
    return parser_->beast.is_header_done() && parser_->beast.keep_alive();
}

bool RequestReader::http10() const {
    return parser_->beast.get().version() < 11;
}

bool RequestReader::expects_continue() const {
    return !http10() && request_.headers.has("Expect");
}

HttpRequest RequestReader::take() {
    request_.body = std::move(parser_->beast.get().body());
    return std::move(request_);
}

}  // namespace nodewatch::net
