#include "net/http_response.hpp"

#include <ctime>

#include "base/json_writer.hpp"
#include "base/strings.hpp"
#include "net/gzip.hpp"

namespace nodewatch::net {
namespace {

bool is_text(std::string_view content_type) {
    const auto type = trim(content_type.substr(0, content_type.find(';')));
    return type.starts_with("text/") || type.ends_with("+xml") || type.ends_with("+json") ||
           type == "application/json" || type == "application/javascript" ||
           type == "application/openmetrics-text" || type == "application/xml";
}

bool has_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

void compress(HttpResponse& response, const AnswerForm& form) {
    if (response.headers.has("Content-Encoding") || !is_text(response.headers.get("Content-Type")))
        return;
    const std::string vary(response.headers.get("Vary"));
    response.headers.set("Vary", vary.empty() ? "Accept-Encoding" : vary + ", Accept-Encoding");
    if (!form.gzip || response.body.size() < form.gzip_min_bytes) return;
    response.body = gzip(response.body);
    response.headers.set("Content-Encoding", "gzip");
}

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[40];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace

Result<std::string> finish_response(HttpResponse& response, const AnswerForm& form) {
    compress(response, form);
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " " +
                       std::string(reason_phrase(response.status)) + "\r\n";
    for (const auto& [name, value] : response.headers.fields()) {
        if (!fits_one_line(name) || !fits_one_line(value))
            return failure(ErrorKind::internal, "line break in a header field of the answer");
        head.append(name).append(": ").append(value).append("\r\n");
    }
    head += "Date: " + http_date() + "\r\n";
    if (has_body(response.status) && !response.stream)
        head += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    if (!form.keep_alive)
        head += "Connection: close\r\n";
    else if (form.http10)
        head += "Connection: keep-alive\r\n";
    head += "\r\n";
    if (form.head_only || !has_body(response.status)) response.body.clear();
    return head;
}

HttpResponse text_response(int status, std::string body, std::string content_type) {
    HttpResponse response{.status = status, .body = std::move(body)};
    response.headers.add("Content-Type", std::move(content_type));
    return response;
}

HttpResponse json_response(int status, std::string body) {
    return text_response(status, std::move(body), "application/json");
}

HttpResponse error_response(int status, std::string_view type, std::string_view message) {
    JsonWriter json;
    json.begin_object()
        .member("status", std::string("error"))
        .member("errorType", std::string(type))
        .member("error", std::string(message))
        .end_object();
    return json_response(status, json.take());
}

}  // namespace nodewatch::net
