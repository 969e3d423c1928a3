#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/xrpl/backend.hpp"

/// rippled's envelopes around requests and answers.
namespace nodewatch::sim::xrpl {

struct Request {
    std::string method;
    std::string id;    ///< JSON text; empty: none
    std::string echo;  ///< JSON text: what error answers repeat
    std::vector<std::string> streams;
    bool streams_malformed = false;  ///< `streams` is there and no array
    int api_version = 1;
};

/// Reads a WebSocket message; nothing when it is no JSON object.
std::optional<Request> parse_websocket_request(std::string_view text);
/// Reads the body of a POST; the alternative is rippled's plain text for a status of 400.
struct HttpParse {
    std::optional<Request> request;
    std::string refusal;
};
HttpParse parse_http_request(std::string_view body);

/// {"id":..,"result":{..},"status":"success","type":"response"}
std::string websocket_answer(const Request& request, const Answer& answer, bool clio,
                             bool load_warning);
/// What rippled says to a message that is no JSON object.
std::string websocket_json_error(std::string_view message);
/// {"result":{..,"status":"success"}}
std::string http_answer(const Request& request, const Answer& answer, bool clio);

/// The same structure with every value of another type.
std::string with_wrong_types(std::string_view json);

}  // namespace nodewatch::sim::xrpl
