#include "networks/scrape/prometheus_remarks.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/log.hpp"
#include "networks/scrape/measurements.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::scrape {

namespace {

/// "prometheus.yml: these keys have no effect here: alerting, rule_files"; empty when there is
/// nothing to say.
std::string sentence_on_effects(const PrometheusRemarks& remarks) {
    if (remarks.without_effect.empty()) return {};
    return fmt::format("{}: these keys have no effect here: {}", remarks.origin,
                       fmt::join(remarks.without_effect, ", "));
}

/// Of nodewatch_scrape_state.
constexpr double state_read = 3, state_read_in_part = 4;

/// As the targets are called that are scraped: JOB/INSTANCE.
Target target_for(const PrometheusRemarks& remarks) {
    return {"scrape", "configuration/" + remarks.origin};
}

class RemarksSource final : public Source {
public:
    RemarksSource(PrometheusRemarks remarks, SourceContext context)
        : remarks_(std::move(remarks)),
          clock_(context.clock),
          target_(target_for(remarks_)),
          publisher_(context.hub, target_),
          since_(clock_.now().wall) {}

    const Target& target() const override { return target_; }

    Task<void> run() override {
        for (const auto& text : remarks_.left_out)
            log::warn(component(), "{}", text);
        if (const auto text = sentence_on_effects(remarks_); !text.empty())
            log::warn(component(), "{}", text);
        // As long as the program runs nothing can change about it.
        Point point(target_measurement, since_, Duration::zero());
        point.set(target_measurement.state,
                  remarks_.left_out.empty() ? state_read : state_read_in_part);
        publisher_.publish(point);
        for (;;)
            co_await clock_.sleep_for(std::chrono::hours{24});
    }

    TargetStatus status(Now) const override {
        TargetStatus status;
        status.target = target_;
        status.address = remarks_.origin;
        status.state = remarks_.left_out.empty() ? TargetState::ok : TargetState::degraded;
        status.state_since = since_;
        for (const auto& text : remarks_.left_out)
            status.reasons.push_back({"not_scraped", text, since_, false});
        if (auto text = sentence_on_effects(remarks_); !text.empty())
            status.notices.push_back(std::move(text));
        return status;
    }

private:
    std::string component() const { return target_.network + "/" + target_.node; }

    const PrometheusRemarks remarks_;
    Clock& clock_;
    const Target target_;
    Publisher publisher_;
    const WallTime since_;
};

Task<std::vector<CheckFinding>> findings_of(PrometheusRemarks remarks) {
    std::vector<CheckFinding> findings;
    for (const auto& text : remarks.left_out)
        findings.push_back({CheckFinding::Level::warning, text});
    if (auto text = sentence_on_effects(remarks); !text.empty())
        findings.push_back({CheckFinding::Level::warning, std::move(text)});
    co_return findings;
}

}  // namespace

TargetPlan remarks_plan(PrometheusRemarks remarks) {
    TargetPlan plan;
    plan.target = target_for(remarks);
    plan.address = remarks.origin;
    plan.make = [remarks](SourceContext context) {
        return std::make_unique<RemarksSource>(remarks, context);
    };
    plan.check = [remarks](SourceContext) { return findings_of(remarks); };
    return plan;
}

}  // namespace nodewatch::scrape
