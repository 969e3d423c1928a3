#include "sim/xrpl/protocol.hpp"

#include "base/json.hpp"
#include "base/json_writer.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr std::string_view clio_warning =
    R"([{"id":2001,"message":"This is a clio server. clio only serves validated data. If you want to talk to rippled, include 'ledger_index':'current' in your request"}])";

void read_parameters(const json::Element& parameters, Request& request) {
    if (const auto version = json::integer(parameters, "api_version"))
        request.api_version = static_cast<int>(*version);
    const auto streams = json::find(parameters, "streams");
    if (!streams) return;
    if (!streams->is_array()) {
        request.streams_malformed = true;
        return;
    }
    for (const json::Element stream : simdjson::dom::array(*streams)) {
        std::string_view name;
        // What is no string is no stream either: an empty name is refused as malformed.
        if (stream.get(name) != simdjson::SUCCESS) name = {};
        request.streams.emplace_back(name);
    }
}

/// {"command":"fee", ...parameters}
std::string echo_of(std::string_view method, const json::Element* parameters) {
    JsonWriter json;
    json.begin_object().member("command", method);
    if (parameters != nullptr)
        for (const auto [key, value] : simdjson::dom::object(*parameters))
            json.key(key).raw(simdjson::minify(value));
    return json.end_object().take();
}

void write_error(JsonWriter& json, const Request& request, const Answer& answer) {
    json.member("error", answer.error).member("error_code", answer.error_code);
    json.member("error_message", answer.error_message);
    json.key("request").raw(request.echo);
    json.member("status", "error");
}

}  // namespace

std::optional<Request> parse_websocket_request(std::string_view text) {
    simdjson::dom::parser parser;
    json::Element document;
    if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS) return {};
    if (!document.is_object()) return {};
    Request request;
    request.method = json::text(document, "command").value_or("");
    if (request.method.empty()) request.method = json::text(document, "method").value_or("");
    json::Element id;
    if (document["id"].get(id) == simdjson::SUCCESS) request.id = simdjson::minify(id);
    request.echo = simdjson::minify(document);
    read_parameters(document, request);
    return request;
}

HttpParse parse_http_request(std::string_view body) {
    simdjson::dom::parser parser;
    json::Element document;
    if (parser.parse(body.data(), body.size()).get(document) != simdjson::SUCCESS ||
        !document.is_object())
        return {{}, "Unable to parse request: "};
    const auto method = json::find(document, "method");
    if (!method) return {{}, "Null method"};
    std::string_view name;
    if (method->get(name) != simdjson::SUCCESS) return {{}, "method is not string"};
    if (name.empty()) return {{}, "method is empty"};

    Request request;
    request.method = name;
    std::optional<json::Element> parameters = json::find(document, "params");
    if (parameters && parameters->is_array()) {
        const simdjson::dom::array list(*parameters);
        if (list.size() > 1) return {{}, "params unparseable"};
        parameters = list.size() == 1 ? std::optional(list.at(0).value()) : std::nullopt;
        if (parameters && parameters->is_null()) parameters.reset();
    }
    if (parameters && !parameters->is_object()) return {{}, "params unparseable"};
    if (parameters) read_parameters(*parameters, request);
    request.echo = echo_of(name, parameters ? &*parameters : nullptr);
    return {std::move(request), {}};
}

std::string websocket_answer(const Request& request, const Answer& answer, bool clio,
                             bool load_warning) {
    JsonWriter json;
    json.begin_object();
    if (!answer.error.empty()) write_error(json, request, answer);
    if (!request.id.empty()) json.key("id").raw(request.id);
    if (answer.error.empty()) {
        json.key("result").raw(answer.result);
        json.member("status", "success");
    }
    json.member("type", "response");
    if (load_warning) json.member("warning", "load");
    if (clio) json.key("warnings").raw(clio_warning);
    return json.end_object().take();
}

std::string websocket_json_error(std::string_view message) {
    JsonWriter json;
    json.begin_object().member("error", "jsonInvalid").member("type", "error");
    return json.member("value", message).end_object().take();
}

std::string http_answer(const Request& request, const Answer& answer, bool clio) {
    JsonWriter json;
    json.begin_object().key("result");
    if (!answer.error.empty()) {
        json.begin_object();
        write_error(json, request, answer);
        json.end_object();
    } else {
        // The status goes behind the last member of the object.
        std::string result = answer.result;
        result.pop_back();
        result += result.size() > 1 ? R"(,"status":"success"})" : R"("status":"success"})";
        json.raw(result);
    }
    if (clio) json.key("warnings").raw(clio_warning);
    return json.end_object().take();
}

namespace {

void write_wrong(JsonWriter& json, const json::Element& value) {
    switch (value.type()) {
        case simdjson::dom::element_type::OBJECT:
            json.begin_object();
            for (const auto [key, member] : simdjson::dom::object(value)) {
                json.key(key);
                // These lead the message to its reader; without them nobody would look at it.
                if (key == "type" || key == "id" || key == "status" || key == "result") {
                    if (member.is_object()) {
                        write_wrong(json, member);
                    } else {
                        json.raw(simdjson::minify(member));
                    }
                } else {
                    write_wrong(json, member);
                }
            }
            json.end_object();
            break;
        case simdjson::dom::element_type::ARRAY:
            json.value("an array once");
            break;
        case simdjson::dom::element_type::STRING:
            json.begin_array().value(7).end_array();
            break;
        case simdjson::dom::element_type::BOOL:
            json.value("yes");
            break;
        case simdjson::dom::element_type::NULL_VALUE:
            json.value(-1);
            break;
        default:
            json.begin_object().end_object();
    }
}

}  // namespace

std::string with_wrong_types(std::string_view text) {
    simdjson::dom::parser parser;
    json::Element document;
    if (parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS) return "[]";
    JsonWriter json;
    write_wrong(json, document);
    return json.take();
}

}  // namespace nodewatch::sim::xrpl
