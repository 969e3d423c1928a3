#include "sinks/influx/sink.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/log.hpp"
#include "net/gzip.hpp"
#include "sinks/influx/measurement.hpp"

namespace nodewatch::influx {
namespace {

constexpr std::string_view component = "influx";
constexpr std::string_view cursor_key = "sinks/influx/cursor";
constexpr Duration report_interval{5'000};
/// A restart sends so much once more: late points that a kill kept from moving the cursor back.
constexpr Duration overlap{60'000};
/// Failures that end by themselves are told after this time.
constexpr Duration patience{60'000};
constexpr std::size_t max_answer_bytes = std::size_t{1} << 20U;

std::int64_t unix_ms(WallTime time) {
    return time.time_since_epoch().count();
}

}  // namespace

InfluxSink::InfluxSink(Options options, Parts parts)
    : options_(std::move(options)),
      parts_(std::move(parts)),
      measurements_(stored_measurements(parts_.measurements)),
      client_(parts_.executor, {.max_response_bytes = max_answer_bytes, .tls = options_.tls}),
      where_(options_.url.authority()),
      delivery_(parts_.random) {}

void InfluxSink::accept(const SeriesGroup&, const Point& point) {
    if (cursor_) cursor_->note(unix_ms(point.time()));
}

Task<void> InfluxSink::run(Publisher publisher) {
    co_await with_task_group(
        [this, publisher](TaskGroup& group) { return work(group, publisher); });
}

Task<void> InfluxSink::work(TaskGroup& group, Publisher publisher) {
    group.spawn("influx sender", send());
    group.spawn("influx metrics", report(publisher));
    co_return;
}

Task<void> InfluxSink::send() {
    co_await load_cursor();
    for (;;) {
        const auto now = unix_ms(parts_.clock.now().wall);
        const auto window = cursor_->begin_window(now, options_.interval);
        if (!window) {
            co_await parts_.clock.sleep_for(options_.interval / 4);
            continue;
        }
        const bool complete = co_await send_window(*window);
        if (complete) co_await save_cursor();
    }
}

/// False when the history could not be read.
Task<bool> InfluxSink::send_window(store::TimeRange window) {
    const auto reader =
        std::make_shared<WindowReader>(parts_.history, measurements_, window, options_.batch);
    bool empty = true;
    for (;;) {
        auto batch = co_await parts_.pool.run([reader] { return reader->next(); });
        if (!batch) {
            begin_trouble(FailureKind::history, batch.error().message, false);
            co_await parts_.clock.sleep_for(delivery_.failed(FailureKind::history));
            co_return false;
        }
        if (!*batch) break;
        empty = false;
        co_await send_batch(std::move(**batch));
    }
    cursor_->end_window(empty);
    co_return true;
}

Task<void> InfluxSink::send_batch(Batch batch) {
    delivery_.begin(std::move(batch));
    while (!delivery_.done()) {
        const Verdict verdict = co_await post(delivery_.piece());
        const Duration wait = delivery_.answered(verdict);
        note(verdict);
        if (wait > Duration{0}) co_await parts_.clock.sleep_for(wait);
    }
}

Task<Verdict> InfluxSink::post(std::shared_ptr<const Batch> batch) {
    net::HttpRequest request{.method = "POST"};
    request.headers.add("Content-Type", "text/plain; charset=utf-8");
    if (!options_.authorization.empty())
        request.headers.add("Authorization", options_.authorization);
    if (options_.gzip) {
        request.headers.add("Content-Encoding", "gzip");
        auto body = co_await parts_.pool.run([batch] { return net::gzip(batch->text); });
        request.body = std::move(body);
    } else {
        request.body = batch->text;
    }
    delivery_.sent(request.body.size());
    const auto answer = co_await client_.send(options_.url, std::move(request), options_.timeout);
    co_return answer ? judge(*answer, batch->lines) : judge(answer.error());
}

void InfluxSink::note(const Verdict& verdict) {
    switch (verdict.outcome) {
        case Outcome::written:
            return end_trouble();
        case Outcome::partly_written:
            end_trouble();
            return tell_refusal(verdict.message);
        case Outcome::refused:
            return tell_refusal(verdict.message);
        case Outcome::too_large:
            return log::debug(component, "{}: {}; sent in halves", where_, verdict.message);
        case Outcome::retry:
            return begin_trouble(verdict.kind, verdict.message, false);
        case Outcome::retry_slowly:
            return begin_trouble(verdict.kind, verdict.message, true);
    }
}

/// Told when it begins and when it changes its kind, not at each try.
void InfluxSink::begin_trouble(FailureKind kind, const std::string& message, bool needs_operator) {
    const bool is_new = !trouble_ || trouble_->kind != kind;
    const SteadyTime since = trouble_ ? trouble_->since : parts_.clock.now().steady;
    trouble_ = Trouble{kind, message, since, needs_operator};
    if (is_new) log::warn(component, "{}: {}; it is tried again", where_, message);
}

void InfluxSink::end_trouble() {
    if (!trouble_) return;
    const Duration since = elapsed(trouble_->since, parts_.clock.now().steady);
    log::info(component, "{}: written again after {}", where_, format_duration(since));
    trouble_.reset();
}

/// A batch may have many such lines, and each batch some: told once a minute at most.
void InfluxSink::tell_refusal(const std::string& message) {
    const SteadyTime now = parts_.clock.now().steady;
    if (refusal_told_ && elapsed(*refusal_told_, now) < patience) return;
    refusal_told_ = now;
    log::error(component, "{} refuses points: {}", where_, message);
}

std::optional<std::string> InfluxSink::problem(Now now) const {
    if (!trouble_) return std::nullopt;
    const Duration since = elapsed(trouble_->since, now.steady);
    if (since < patience && !trouble_->needs_operator) return std::nullopt;
    return fmt::format(
        "nothing was written to the database at {} for {}: {}; the history is kept and sent later",
        where_, format_duration(since), trouble_->message);
}

/// Without one the sink would not know what to send: tries until the store answers.
Task<void> InfluxSink::load_cursor() {
    for (;;) {
        const auto document = co_await parts_.documents.load(std::string(cursor_key));
        if (document && *document) {
            const auto saved = Cursor::parse(**document);
            if (saved) {
                cursor_ = Cursor(std::max<std::int64_t>(0, saved->sent_until() - overlap.count()));
                co_return;
            }
            log::warn(component, "{}; begins anew", saved.error().message);
        }
        if (document) break;
        if (document.error().kind == ErrorKind::parse) {
            log::warn(component, "{}; begins anew", document.error().message);
            break;
        }
        begin_trouble(FailureKind::history, document.error().message, false);
        co_await parts_.clock.sleep_for(delivery_.failed(FailureKind::history));
    }
    cursor_ = first_cursor();
    co_await save_cursor();
}

Cursor InfluxSink::first_cursor() const {
    const auto begin = parts_.clock.now().wall - options_.backfill;
    return Cursor(std::max<std::int64_t>(0, unix_ms(begin)));
}

/// A cursor that is not saved makes a restart send more, no more than that.
Task<void> InfluxSink::save_cursor() {
    const auto saved = co_await parts_.documents.save(std::string(cursor_key), cursor_->document());
    if (!saved && saved_)
        log::warn(component, "how far the history was sent is not saved: {}",
                  saved.error().message);
    saved_ = saved.has_value();
}

Task<void> InfluxSink::report(Publisher publisher) {
    for (;;) {
        publisher.publish(point());
        co_await parts_.clock.sleep_for(report_interval);
    }
}

Point InfluxSink::point() const {
    const auto& m = sink_measurement;
    const Totals& totals = delivery_.totals();
    Point point(m, parts_.clock.now().wall, report_interval);
    point.set(m.lines, totals.lines);
    point.set(m.batches, totals.batches);
    point.set(m.bytes, totals.bytes);
    if (cursor_) {
        point.set(m.lag, to_unix_seconds(from_unix_milliseconds(cursor_->sent_until())));
        point.set(m.rewinds, cursor_->rewinds());
    }
    point.set(m.dropped_partial, totals.dropped_partial);
    point.set(m.dropped_refused, totals.dropped_refused);
    for (std::size_t i = 0; i < failure_kinds; ++i)
        point.set(m.failures[i], totals.failures[i]);
    return point;
}

}  // namespace nodewatch::influx
