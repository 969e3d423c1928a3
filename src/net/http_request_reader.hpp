#pragma once

#include <memory>
#include <string>

#include "net/http_server.hpp"
#include "net/read_buffer.hpp"

namespace nodewatch::net {

/// Parses one request out of a connection's buffer; what belongs to the next one stays in it.
class RequestReader {
public:
    enum class Progress : std::uint8_t { need_more, done, failed };

    /// What to answer to bytes that are no acceptable request.
    struct Problem {
        int status = 400;
        std::string message;
    };

    RequestReader(ReadBuffer& buffer, const HttpServerOptions& limits);
    ~RequestReader();

    Progress read_head();
    /// A body of more than limit_body(), else of more than the options allow, is a problem of 413.
    Progress read_body();
    void limit_body(std::size_t bytes) { max_body_bytes_ = bytes; }
    const Problem& problem() const { return problem_; }

    bool has_head() const;

    // After the head:
    const HttpRequest& request() const { return request_; }
    bool has_body() const;
    bool keep_alive() const;
    bool http10() const;
    bool expects_continue() const;
    /// With the body, after it.
    HttpRequest take();

private:
    struct Parser;

    Progress parse(bool (Parser::*complete)() const);
    Progress fail(int status, std::string message);
    Progress check_head();

    ReadBuffer& buffer_;
    std::unique_ptr<Parser> parser_;
    bool body_begun_ = false;
    std::size_t max_body_bytes_;
    HttpRequest request_;
    Problem problem_;
};

}  // namespace nodewatch::net
