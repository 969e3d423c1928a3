#pragma once

#include <functional>

#include "net/http_server.hpp"
#include "telemetry/latest_values.hpp"

namespace nodewatch::api {

using WantedTargets = std::function<bool(const Target&)>;

/// The fresh values of the wanted targets, in the format that the client asks for.
net::HttpResponse metrics_answer(const net::ServerRequest& request, const LatestValues& latest,
                                 Now now, const WantedTargets& wanted);

/// An answer that tells how things are now is never kept by a cache in between.
net::HttpResponse fresh(net::HttpResponse response);

}  // namespace nodewatch::api
