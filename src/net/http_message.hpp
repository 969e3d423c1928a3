#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nodewatch::net {

/// Header fields in their order. Names compare without case.
class Headers {
public:
    void add(std::string name, std::string value) {
        fields_.emplace_back(std::move(name), std::move(value));
    }
    /// Replaces every field of that name.
    void set(std::string_view name, std::string value);
    /// The first field of that name; empty when there is none.
    std::string_view get(std::string_view name) const;
    bool has(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

struct HttpRequest {
    std::string method = "GET";
    std::string target = "/";  ///< path and query as sent
    Headers headers = {};
    std::string body = {};
};

class StreamedBody;

struct HttpResponse {
    int status = 200;
    Headers headers = {};
    std::string body = {};
    /// Of a server's answer: what writes the body, instead of `body` (http_server.hpp).
    std::shared_ptr<StreamedBody> stream = {};
};

/// Whether the text has no line break or NUL, which would end a header and begin another.
bool fits_one_line(std::string_view text);

/// The reason phrase of RFC 9110; "Unknown" for others.
std::string_view reason_phrase(int status);

}  // namespace nodewatch::net
