#include "api/web_ui.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "net/gzip.hpp"
#include "net/http_target.hpp"

namespace nodewatch::api {
namespace {

constexpr std::size_t max_asset_bytes = 16U << 20U;
constexpr std::string_view base_mark = "<base href=\"./\">";
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'";

std::string unpacked(const WebAsset& asset) {
    return net::gunzip(asset.gzip, max_asset_bytes).value_or("");
}

/// The way from a page to the root: "./" from /explore, "../../" from /xrpl/validator/a. As a
/// browser counts: a %2F in a name is no slash.
std::string way_to_root(std::string_view target) {
    const auto parts = net::split_target(target);
    const std::string_view path = parts ? parts->path : "/";
    std::string way;
    for (auto depth = std::ranges::count(path, '/'); depth > 1; --depth)
        way += "../";
    return way.empty() ? "./" : way;
}

void add_common(net::HttpResponse& response) {
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Referrer-Policy", "no-referrer");
}

net::HttpResponse no_such_path() {
    return net::error_response(404, "not_found", "there is no such path");
}

}  // namespace

WebUi::WebUi(std::span<const WebAsset> assets) : assets_(assets) {
    const auto index = std::ranges::find(assets_, "index.html", &WebAsset::path);
    if (index != assets_.end()) index_ = unpacked(*index);
}

void WebUi::install(net::HttpServer& server) {
    server.route("GET", "/assets/{}",
                 [this](const net::ServerRequest& request) { return asset(request); },
                 {.open = true});
    server.otherwise([this](const net::ServerRequest& request) { return page(request); });
}

Task<net::HttpResponse> WebUi::asset(const net::ServerRequest& request) const {
    const std::string path = "assets/" + request.path_parameters.at(0);
    const auto found = std::ranges::find(assets_, path, &WebAsset::path);
    if (found == assets_.end()) co_return no_such_path();
    net::HttpResponse response;
    response.headers.add("Content-Type", std::string(found->type));
    // The name has a hash of the content.
    response.headers.add("Cache-Control", "public, max-age=31536000, immutable");
    add_common(response);
    if (net::prefers_gzip(request.headers.get("Accept-Encoding"))) {
        response.headers.add("Content-Encoding", "gzip");
        response.headers.add("Vary", "Accept-Encoding");
        response.body = std::string(found->gzip);
    } else {
        response.body = unpacked(*found);
    }
    co_return response;
}

Task<net::HttpResponse> WebUi::page(const net::ServerRequest& request) const {
    const std::string_view path = request.path;
    // A page of HTML would be taken for an answer where JSON is expected, for a picture, or for a
    // sign of health.
    const bool is_browser =
        request.headers.get("Accept").find("text/html") != std::string_view::npos;
    if (path.starts_with("/api/") || (path != "/" && !is_browser)) co_return no_such_path();
    std::string html = index_;
    const auto mark = html.find(base_mark);
    if (mark != std::string::npos)
        html.replace(mark, base_mark.size(), "<base href=\"" + way_to_root(request.target) + "\">");
    const std::string tag = fmt::format("\"{:016x}\"", std::hash<std::string>{}(html));
    net::HttpResponse response;
    response.headers.add("Cache-Control", "no-cache");
    response.headers.add("ETag", tag);
    response.headers.add("Content-Security-Policy", content_security_policy);
    add_common(response);
    if (request.headers.get("If-None-Match") == tag) {
        response.status = 304;
        co_return response;
    }
    response.headers.add("Content-Type", "text/html; charset=utf-8");
    response.body = std::move(html);
    co_return response;
}

}  // namespace nodewatch::api
