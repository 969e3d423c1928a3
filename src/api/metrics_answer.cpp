#include "api/metrics_answer.hpp"

#include "telemetry/exposition.hpp"

namespace nodewatch::api {

net::HttpResponse metrics_answer(const net::ServerRequest& request, const LatestValues& latest,
                                 Now now, const WantedTargets& wanted) {
    const ExpositionFormat format = negotiate_exposition(request.headers.get("Accept"));
    std::string text = write_exposition(latest, now, format, wanted);
    net::HttpResponse response =
        net::text_response(200, std::move(text), std::string(content_type(format)));
    response.headers.set("Vary", "Accept");
    return fresh(std::move(response));
}

net::HttpResponse fresh(net::HttpResponse response) {
    response.headers.set("Cache-Control", "no-store");
    response.headers.set("X-Content-Type-Options", "nosniff");
    return response;
}

}  // namespace nodewatch::api
