#include "networks/betanet/check.hpp"

#include <fmt/format.h>

#include <optional>

#include "networks/betanet/client.hpp"
#include "networks/betanet/decode.hpp"
#include "networks/betanet/wording.hpp"

namespace nodewatch::betanet {
namespace {

using Level = CheckFinding::Level;

struct Asked {
    std::vector<CheckFinding> findings;
    std::size_t answered = 0;
};

std::string describe_found(const Answer& answer) {
    std::string text = describe(answer);
    if (answer.mixnodes) text = fmt::format("{} mixnodes; {}", answer.mixnodes->size(), text);
    for (const std::string& flaw : answer.flaws)
        text += fmt::format("; left out: {}", flaw);
    return text;
}

Task<void> ask(Client& client, EndpointSpec endpoint, Duration timeout,
               std::optional<Attempt<Answer>>& outcome) {
    auto attempt = co_await client.ask(endpoint, timeout);
    outcome.emplace(std::move(attempt));
}

/// All endpoints of the dialect at once.
Task<Asked> ask_all(Dialect dialect, TargetOptions options, SourceContext context) {
    std::vector<EndpointSpec> endpoints = endpoints_of(dialect);
    std::erase_if(endpoints, [&](const auto& endpoint) { return !is_wanted(endpoint, options); });
    Client client(context.executor, context.clock, options);
    std::vector<std::optional<Attempt<Answer>>> outcomes(endpoints.size());
    TaskGroup tasks(context.executor);
    for (std::size_t i = 0; i < endpoints.size(); ++i)
        tasks.spawn("request", ask(client, endpoints[i], options.retry.attempt_time, outcomes[i]));
    co_await tasks.join();
    Asked asked;
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        if (!outcomes[i]) continue;
        const Result<Answer>& answer = outcomes[i]->result;
        if (!answer) {
            asked.findings.push_back({Level::warning, answer.error().message});
            continue;
        }
        ++asked.answered;
        asked.findings.push_back(
            {answer->flaws.empty() ? Level::ok : Level::warning,
             fmt::format("{}: {}", endpoints[i].path, describe_found(*answer))});
    }
    co_return asked;
}

}  // namespace

Task<std::vector<CheckFinding>> check_target(TargetOptions options, SourceContext context) {
    Asked documented = co_await ask_all(Dialect::api_v1, options, context);
    if (documented.answered > 0) co_return std::move(documented.findings);
    Asked server = co_await ask_all(Dialect::server, options, context);
    if (server.answered > 0) co_return std::move(server.findings);
    std::vector<CheckFinding> findings = std::move(documented.findings);
    findings.insert(findings.end(), server.findings.begin(), server.findings.end());
    findings.push_back({Level::failure, "no endpoint of Betanet answers there"});
    co_return findings;
}

}  // namespace nodewatch::betanet
