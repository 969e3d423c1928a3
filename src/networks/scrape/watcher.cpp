#include "networks/scrape/watcher.hpp"

#include <fmt/format.h>

#include <numeric>

#include "base/json_writer.hpp"
#include "networks/scrape/measurements.hpp"
#include "networks/scrape/series_labels.hpp"

namespace nodewatch::scrape {
namespace {

constexpr double state_down = 0, state_starting = 1, state_up = 2;

/// Stable codes of what can be wrong with a target.
std::string_view condition_of(ScrapeFailure failure) {
    switch (failure) {
        case ScrapeFailure::not_asked:
            return "not_asked";
        case ScrapeFailure::body_size:
        case ScrapeFailure::sample_limit:
        case ScrapeFailure::label_limit:
            return "limit_exceeded";
        case ScrapeFailure::parse:
        case ScrapeFailure::protocol:
            return "target_answers_wrongly";
        default:
            return "target_down";
    }
}

std::string_view advice(ScrapeFailure failure) {
    switch (failure) {
        case ScrapeFailure::timeout:
            return "; a longer `timeout` may help";
        case ScrapeFailure::body_size:
        case ScrapeFailure::sample_limit:
        case ScrapeFailure::label_limit:
            return "; none of its samples are stored: raise the limit, or drop series at the "
                   "exporter";
        case ScrapeFailure::parse:
            return "; none of its samples are stored";
        default:
            return "";
    }
}

}  // namespace

std::string shown_address(const net::Url& url) {
    return url.scheme + "://" + url.authority() + url.target.substr(0, url.target.find('?'));
}

ScrapeWatcher::ScrapeWatcher(Publisher publisher, LiveBoard* board, const ScrapeOptions& options,
                             Now now)
    : publisher_(std::move(publisher)), board_(board), options_(options), state_since_(now.wall) {
    activity_.name = "scrape";
    activity_.interval = options_.interval;
}

void ScrapeWatcher::start(Now now) {
    const auto& measurement = target_measurement;
    Point point(measurement, now.wall, options_.interval);
    point.set(measurement.state, state_starting);
    point.set(measurement.interval, to_seconds(options_.interval));
    publisher_.publish(point);
    publish_totals(now.wall);
    show();
}

void ScrapeWatcher::on_scrape(const ScrapeReport& report, Now now) {
    count(report);
    judge(report, now);
    publish(report, now);
    publish_totals(report.time);
    show();
}

void ScrapeWatcher::count(const ScrapeReport& report) {
    const auto& failure = report.outcome.failure;
    if (failure) ++failures_[static_cast<std::size_t>(failure->reason)];
    metadata_refused_ += report.outcome.metadata_refused;
    refused_lately_ = 0;
    for (std::size_t i = 0; i < refused_.size(); ++i) {
        refused_[i] += report.outcome.refused[i];
        refused_lately_ += report.outcome.refused[i];
    }
}

void ScrapeWatcher::judge(const ScrapeReport& report, Now now) {
    last_ = report.time;
    last_took_ = std::chrono::duration_cast<Duration>(report.took);
    const auto& failure = report.outcome.failure;
    if (failure) {
        ++activity_.failures;
        activity_.last_error = failure->error;
        activity_.last_error_time = now.wall;
        if (!failure_ || failure_->reason != failure->reason) failing_since_ = now.wall;
    } else {
        ++activity_.successes;
        activity_.last_success = report.time;
        activity_.last_success_steady = now.steady;
    }
    failure_ = failure;
    slow_.update(report.skipped > skipped_, Duration::zero(), calm_scrapes * options_.interval,
                 now);
    skipped_ = report.skipped;

    TargetState state = failure_ ? TargetState::failed : TargetState::ok;
    if (!failure_ && (slow_.holds().value_or(false) || refused_lately_ > 0))
        state = TargetState::degraded;
    if (state != state_) state_since_ = now.wall;
    state_ = state;
}

void ScrapeWatcher::publish(const ScrapeReport& report, Now) {
    const auto& measurement = target_measurement;
    Point point(measurement, report.time, options_.interval);
    const ScrapeOutcome& outcome = report.outcome;
    point.set(measurement.up, !outcome.failure.has_value());
    point.set(measurement.state, outcome.failure ? state_down : state_up);
    point.set(measurement.duration, std::chrono::duration<double>(report.took).count());
    point.set(measurement.samples, outcome.samples);
    point.set(measurement.kept, outcome.kept);
    point.set(measurement.added, outcome.added);
    point.set(measurement.body, report.body_bytes);
    point.set(measurement.interval, to_seconds(options_.interval));
    if (activity_.last_success)
        point.set(measurement.last_success, to_unix_seconds(*activity_.last_success));
    publisher_.publish(point);
}

void ScrapeWatcher::publish_totals(WallTime time) {
    const auto& measurement = totals_measurement;
    Point point(measurement, time, options_.interval);
    point.set(measurement.scrapes, scrapes());
    point.set(measurement.skipped, skipped_);
    for (std::size_t i = 0; i < failures_.size(); ++i)
        point.set(measurement.failures[i], failures_[i]);
    for (std::size_t i = 0; i < refused_.size(); ++i)
        point.set(measurement.refused[i], refused_[i]);
    point.set(measurement.metadata_refused, metadata_refused_);
    publisher_.publish(point);
}

void ScrapeWatcher::show() {
    if (board_ == nullptr) return;
    JsonWriter json;
    json.begin_object().member("job", options_.job).member("instance", options_.instance);
    json.member("url", shown_address(options_.url));
    json.member("interval_ms", options_.interval.count());
    json.key("labels").begin_object();
    for (const store::Label& label : options_.labels)
        json.member(label.name, label.value);
    json.end_object();
    if (last_) json.member("last", last_->time_since_epoch().count());
    if (failure_) json.member("error", failure_->error.message);
    const Target& target = publisher_.target();
    board_->put(live_topic({"table", target.network, target.node, "scrape"}), "target",
                json.end_object().take());
}

std::vector<StatusReason> ScrapeWatcher::reasons() const {
    std::vector<StatusReason> reasons;
    if (failure_) {
        reasons.push_back({std::string(condition_of(failure_->reason)),
                           failure_->error.message + std::string(advice(failure_->reason)),
                           failing_since_, true});
    }
    if (slow_.holds().value_or(false)) {
        reasons.push_back({"scrape_slow",
                           fmt::format("scrapes take longer than the interval of {}, {} were left "
                                       "out since the start; use a longer `interval`",
                                       format_exact_duration(options_.interval), skipped_),
                           slow_.since(), false});
    }
    if (refused_lately_ > 0) {
        reasons.push_back({"samples_refused",
                           fmt::format("{} samples of the last scrape were not stored; "
                                       "nodewatch_scrape_samples_refused_total tells why",
                                       refused_lately_),
                           *last_, false});
    }
    return reasons;
}

ScrapeStatus ScrapeWatcher::scrape_status() const {
    return {.pool = options_.job,
            .discovered = label_pairs(options_.discovered),
            .labels = label_pairs(options_.labels),
            .interval = options_.interval,
            .timeout = options_.timeout,
            .last = last_,
            .took = last_took_,
            .problem = failure_ ? failure_->error.message : ""};
}

TargetStatus ScrapeWatcher::status(Now) const {
    TargetStatus status;
    status.target = publisher_.target();
    status.address = shown_address(options_.url);
    status.state = state_;
    status.state_since = state_since_;
    status.reasons = reasons();
    status.activities = {activity_};
    status.scrape = scrape_status();
    return status;
}

}  // namespace nodewatch::scrape
