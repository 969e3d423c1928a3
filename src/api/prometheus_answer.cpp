#include "api/prometheus_answer.hpp"

#include <array>
#include <utility>

#include "api/prometheus_json.hpp"

namespace nodewatch::api {

Answer success(std::string_view data, const std::vector<std::string>& warnings) {
    std::string body;
    body.reserve(data.size() + 64);
    body += R"({"status":"success","data":)";
    body += data;
    if (!warnings.empty()) {
        body += R"(,"warnings":[)";
        for (const std::string& warning : warnings) {
            if (body.back() != '[') body += ',';
            append_json_string(body, warning);
        }
        body += ']';
    }
    body += '}';
    return {200, std::move(body)};
}

Answer refusal(const Error& error) {
    constexpr std::array<std::pair<std::string_view, int>, 8> types{{{"bad_data", 400},
                                                                     {"not_found", 404},
                                                                     {"execution", 422},
                                                                     {"internal", 500},
                                                                     {"timeout", 503},
                                                                     {"canceled", 503},
                                                                     {"unavailable", 503},
                                                                     {"unsupported", 415}}};
    std::string_view type = "internal";
    int status = 500;
    for (const auto& [name, number] : types) {
        if (error.code != name) continue;
        type = name;
        status = number;
    }
    std::string body = R"({"status":"error","errorType":)";
    append_json_string(body, type);
    body += R"(,"error":)";
    append_json_string(body, error.message);
    body += '}';
    return {status, std::move(body), type == "unavailable"};
}

}  // namespace nodewatch::api
