#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "net/http_request_reader.hpp"
#include "net/http_router.hpp"
#include "net/http_target.hpp"

using namespace nodewatch::net;

namespace {

Router make_router() {
    Router router;
    router.add("GET", "/api/v1/label/{}/values", Handler());
    router.add("POST", "/api/v1/query", Handler());
    router.add("GET", "/static/{*}", Handler());
    return router;
}

void look_at(const HttpRequest& request) {
    static const Router router = make_router();
    prefers_gzip(request.headers.get("Accept-Encoding"));
    const auto parts = split_target(request.target);
    if (!parts) return;
    const auto path = percent_decode(parts->path);
    if (path && path->size() > parts->path.size()) std::abort();
    parse_parameters(parts->query);
    parse_parameters(request.body);
    router.find(request.method, parts->path, false);
}

/// Requests one after the other, as a connection reads them; the bytes come in pieces.
void read_all(std::string_view bytes, std::size_t piece) {
    HttpServerOptions options;
    options.max_header_bytes = 2'000;
    options.max_body_bytes = 2'000;
    ReadBuffer buffer;
    for (;;) {
        RequestReader reader(buffer, options);
        for (const auto step : {&RequestReader::read_head, &RequestReader::read_body}) {
            auto progress = (reader.*step)();
            while (progress == RequestReader::Progress::need_more) {
                if (bytes.empty()) return;
                const auto size = std::min(piece, bytes.size());
                std::memcpy(buffer.prepare(size).data(), bytes.data(), size);
                buffer.commit(size);
                bytes.remove_prefix(size);
                progress = (reader.*step)();
            }
            if (progress == RequestReader::Progress::failed) return;
        }
        const bool more = reader.keep_alive();
        const auto request = reader.take();
        if (request.body.size() > options.max_body_bytes) std::abort();
        look_at(request);
        if (!more) return;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    read_all(bytes, 1'000);
    read_all(bytes, 7);
    return 0;
}
