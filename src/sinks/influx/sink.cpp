#include "sinks/influx/sink.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

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
/// So long points that were lost are told.
constexpr Duration loss_memory = std::chrono::hours{1};
/// The cursor is saved so often, where it moved.
constexpr Duration save_interval{1'000};

std::int64_t unix_ms(WallTime time) {
    return time.time_since_epoch().count();
}

}  // namespace

net::HttpRequest write_request(const Options& options) {
    net::HttpRequest request{.method = "POST"};
    request.headers.add("Content-Type", "text/plain; charset=utf-8");
    if (!options.authorization.empty()) request.headers.add("Authorization", options.authorization);
    return request;
}

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
    group.spawn("influx cursor", keep_cursor());
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
        co_await send_window(*window);
    }
}

/// Where the history cannot be read, the window is left to be read again.
Task<void> InfluxSink::send_window(store::TimeRange window) {
    const auto reader =
        std::make_shared<WindowReader>(parts_.history, measurements_, window, options_.batch);
    bool empty = true;
    for (;;) {
        auto batch = co_await parts_.pool.run([reader] { return reader->next(); });
        if (!batch) {
            co_await parts_.clock.sleep_for(read_failed(batch.error()));
            co_return;
        }
        if (!*batch) break;
        empty = false;
        co_await send_batch(std::move(**batch));
    }
    read_succeeded();
    cursor_->end_window(empty);
}

Task<void> InfluxSink::send_batch(Batch batch) {
    delivery_.begin(std::move(batch));
    while (!delivery_.done()) {
        const Verdict verdict = co_await post(delivery_.piece());
        const std::uint64_t dropped = delivery_.totals().dropped();
        const Duration wait = delivery_.answered(verdict);
        note(verdict);
        if (delivery_.totals().dropped() > dropped) tell_drop(verdict.message);
        if (wait > Duration{0}) co_await parts_.clock.sleep_for(wait);
    }
}

Task<Verdict> InfluxSink::post(std::shared_ptr<const Batch> batch) {
    net::HttpRequest request = write_request(options_);
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
    const SteadyTime now = parts_.clock.now().steady;
    switch (verdict.outcome) {
        case Outcome::written:
        case Outcome::partly_written:
            return end_trouble(trouble_);
        case Outcome::refused:
        case Outcome::too_large:
            return log::debug(component, "{}: {}; sent in halves", where_, verdict.message);
        case Outcome::retry:
        case Outcome::retry_slowly:
            return begin_trouble(trouble_, {verdict.kind, verdict.message, now,
                                            verdict.outcome == Outcome::retry_slowly});
    }
}

/// Told when it begins and when it changes its kind, not at each try.
void InfluxSink::begin_trouble(std::optional<Trouble>& trouble, Trouble begun) const {
    if (!trouble || trouble->kind != begun.kind)
        log::warn(component, "{}: {}; it is tried again", where_, begun.message);
    if (trouble) begun.since = trouble->since;
    trouble = std::move(begun);
}

void InfluxSink::end_trouble(std::optional<Trouble>& trouble) const {
    if (!trouble) return;
    const Duration since = elapsed(trouble->since, parts_.clock.now().steady);
    log::info(component, "{}: goes on after {} of: {}", where_, format_duration(since),
              trouble->message);
    trouble.reset();
}

/// The time to wait.
Duration InfluxSink::read_failed(const Error& error) {
    begin_trouble(read_trouble_,
                  {FailureKind::history, error.message, parts_.clock.now().steady, false});
    return delivery_.read_failed();
}

/// Only after all that was wanted: each new try reads again what could be read before the error.
void InfluxSink::read_succeeded() {
    end_trouble(read_trouble_);
    delivery_.read_succeeded();
}

/// A batch may have many such lines, and each batch some: logged once a minute at most.
void InfluxSink::tell_drop(const std::string& message) {
    const SteadyTime now = parts_.clock.now().steady;
    drop_ = Loss{message, now};
    if (drop_told_ && elapsed(*drop_told_, now) < patience) return;
    drop_told_ = now;
    log::error(component, "{} refuses points, they are dropped: {}", where_, message);
}

void InfluxSink::tell_damaged_cursor(const std::string& message) {
    cursor_loss_ = Loss{
        fmt::format("how far the history was sent to the database at {} was lost at the start: {}; "
                    "what was not sent and is older than `backfill` ({}) is left out",
                    where_, message, format_duration(options_.backfill)),
        parts_.clock.now().steady};
    log::error(component, "{}", cursor_loss_->message);
}

std::optional<std::string> InfluxSink::problem(Now now) const {
    std::vector<std::string> problems;
    const auto add_trouble = [&](const std::optional<Trouble>& trouble, std::string_view what) {
        if (!trouble) return;
        const Duration since = elapsed(trouble->since, now.steady);
        if (since < patience && !trouble->needs_operator) return;
        problems.push_back(
            fmt::format("{} the database at {} for {}: {}; the history is kept and "
                        "sent later",
                        what, where_, format_duration(since), trouble->message));
    };
    const auto is_recent = [&](const std::optional<Loss>& loss) {
        return loss && elapsed(loss->at, now.steady) < loss_memory;
    };
    add_trouble(trouble_, "nothing was written to");
    add_trouble(read_trouble_, "the history could not be read as a whole for");
    if (is_recent(drop_))
        problems.push_back(
            fmt::format("the database at {} refused points: {} since the start, the "
                        "last ones {} ago: {}; they are not sent again",
                        where_, delivery_.totals().dropped(),
                        format_duration(elapsed(drop_->at, now.steady)), drop_->message));
    if (is_recent(cursor_loss_)) problems.push_back(cursor_loss_->message);
    if (problems.empty()) return std::nullopt;
    return fmt::format("{}", fmt::join(problems, "; "));
}

/// Saved before anything is sent: a kill in the first outage must not make it begin later.
Task<void> InfluxSink::load_cursor() {
    auto cursor = co_await saved_cursor();
    if (cursor) {
        cursor = Cursor(std::max<std::int64_t>(0, cursor->sent_until() - overlap.count()));
    } else {
        const auto begin = parts_.clock.now().wall - options_.backfill;
        cursor = Cursor(std::max<std::int64_t>(0, unix_ms(begin)));
        co_await save_cursor(cursor->document());
    }
    cursor_ = cursor;
}

/// Without an answer of the store the sink would not know what to send: tries until there is one.
/// Nothing at the very first start, or when what was saved is damaged.
Task<std::optional<Cursor>> InfluxSink::saved_cursor() {
    for (;;) {
        const auto document = co_await parts_.documents.load(std::string(cursor_key));
        if (document || document.error().kind == ErrorKind::parse) {
            read_succeeded();
            if (document && !*document) co_return std::nullopt;
            const auto cursor = document ? Cursor::parse(**document) : failure(document.error());
            if (cursor) co_return *cursor;
            tell_damaged_cursor(cursor.error().message);
            co_return std::nullopt;
        }
        co_await parts_.clock.sleep_for(read_failed(document.error()));
    }
}

/// Also while a window waits for the database, for late points move the cursor back.
Task<void> InfluxSink::keep_cursor() {
    for (;;) {
        co_await parts_.clock.sleep_for(save_interval);
        if (!cursor_) continue;
        std::string document = cursor_->document();
        if (document != saved_document_) co_await save_cursor(std::move(document));
    }
}

/// A cursor that is not saved makes a restart send more; one that was not moved back for late
/// points leaves those out: tried again until it succeeds.
Task<void> InfluxSink::save_cursor(std::string document) {
    const auto saved = co_await parts_.documents.save(std::string(cursor_key), document);
    if (!saved && saved_)
        log::warn(component, "how far the history was sent is not saved: {}",
                  saved.error().message);
    saved_ = saved.has_value();
    if (saved) saved_document_ = std::move(document);
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
