#include "networks/scrape/target_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "store/series_source.hpp"

namespace nodewatch::scrape {
namespace {

using Failure = ScrapeOutcome::Failure;
using Fate = SeriesFate::Kind;
using store::Head;
using store::SeriesId;
using store::TargetWriter;

constexpr std::array<std::string_view, 5> report_metrics{
    "up", "scrape_duration_seconds", "scrape_samples_scraped",
    "scrape_samples_post_metric_relabeling", "scrape_series_added"};

/// Scrapes that fail may fill the cache up to twice what the last good one had, and so many.
constexpr std::size_t spare_entries = 1'000;

std::int64_t to_ms(WallTime time) {
    return time.time_since_epoch().count();
}

bool same_bits(double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
}

/// Of an error about the labels of a series.
ScrapeFailure reason_of(const Error& error) {
    return error.kind == ErrorKind::too_large ? ScrapeFailure::label_limit : ScrapeFailure::parse;
}

std::size_t& count(ScrapeOutcome& outcome, SampleRefusal refusal) {
    return outcome.refused[static_cast<std::size_t>(refusal)];
}

}  // namespace

TargetSeries::TargetSeries(ScrapeOptions options, std::unique_ptr<store::TargetWriter> writer,
                           std::shared_ptr<TargetMetadata> metadata)
    : options_(std::move(options)),
      sample_limit_(options_.sample_limit == 0 ? max_samples : options_.sample_limit),
      writer_(std::move(writer)),
      metadata_(std::move(metadata)) {}

ScrapeOutcome TargetSeries::take(std::string_view body, ExpositionFormat format, WallTime time) {
    ScrapeOutcome outcome;
    find_reports();
    samples_.clear();
    told_.clear();
    in_order_ = 0;
    outcome.failure = read(body, format, outcome);
    if (outcome.failure) {
        outcome.refused = {};  // none of its samples is stored, whatever speaks against it
        if (cache_.size() > 2 * cached_by_success_ + spare_entries) forget_unseen();
        return outcome;
    }
    settle(outcome, time);
    // A target that tells nothing is about to start, or to end: it may have the same series again.
    if (!body.empty()) {
        forget_unseen();
        cached_by_success_ = cache_.size();
    }
    return outcome;
}

ScrapeOutcome TargetSeries::take(Error error) {
    find_reports();
    samples_.clear();
    const ScrapeFailure reason = failure_of(error);
    return {.failure = Failure{reason, std::move(error)}};
}

std::optional<Failure> TargetSeries::read(std::string_view body, ExpositionFormat format,
                                          ScrapeOutcome& outcome) {
    ExpositionReader reader(body, format);
    while (true) {
        const auto entry = reader.next();
        if (!entry) return Failure{ScrapeFailure::parse, entry.error()};
        if (*entry == ExpositionReader::Entry::end) break;
        if (*entry == ExpositionReader::Entry::metadata)
            note(reader.metadata(), outcome);
        else if (auto failed = add(reader.sample(), outcome))
            return failed;
    }
    if (!is_over_limit(outcome)) return std::nullopt;
    return Failure{ScrapeFailure::sample_limit, over_limit(outcome.kept)};
}

Error TargetSeries::over_limit(std::size_t kept) const {
    if (options_.sample_limit == 0) {
        return {ErrorKind::too_large,
                fmt::format("{} samples, nodewatch takes {} of a scrape", kept, max_samples)};
    }
    return {ErrorKind::too_large,
            fmt::format("sample_limit: {} samples, {} are allowed", kept, sample_limit_)};
}

void TargetSeries::note(const ExposedMetadata& told, ScrapeOutcome& outcome) {
    if (metadata_ != nullptr && !metadata_->tell(told.part, told.metric, told.text))
        ++outcome.metadata_refused;
}

/// Null when it is new, or was away. Where its place is the same as before, looking for it is
/// spared.
TargetSeries::Cache::value_type* TargetSeries::find(std::string_view series) {
    if (in_order_ < order_.size() && order_[in_order_]->first == series) return order_[in_order_];
    const auto found = cache_.find(series);
    return found == cache_.end() ? nullptr : &*found;
}

void TargetSeries::keep_order(Cache::value_type& told) {
    if (in_order_ == order_.size()) {
        if (order_.size() >= cache_.size()) return;  // a body full of doubles takes no more room
        order_.emplace_back();
    }
    order_[in_order_++] = &told;
}

/// The store is not asked: it is to know nothing of a scrape that fails.
std::optional<Failure> TargetSeries::add(const ExposedSample& sample, ScrapeOutcome& outcome) {
    ++outcome.samples;
    Cache::value_type* known = find(sample.series);
    if (known == nullptr) {
        const auto fate = fate_of(sample.series, options_);
        if (!fate) return Failure{reason_of(fate.error()), fate.error()};
        if (fate->kind != Fate::dropped && outcome.kept >= sample_limit_) {
            ++outcome.kept;
            return std::nullopt;
        }
        known = &*cache_.emplace(sample.series, Entry{.fate = fate->kind}).first;
        outcome.added += fate->kind == Fate::stored ? 1 : 0;
    }
    keep_order(*known);
    Entry& entry = known->second;
    if (entry.seen != round_) {
        entry.seen = round_;
        ++seen_;
    }
    if (entry.fate == Fate::dropped) return std::nullopt;
    ++outcome.kept;
    if (entry.fate == Fate::refused) {
        ++count(outcome, SampleRefusal::label_bounds);
    } else if (!is_over_limit(outcome)) {
        const auto own_time = options_.honor_timestamps ? sample.time : std::nullopt;
        told_.push_back({known, own_time, sample.value});
    }
    return std::nullopt;
}

/// Makes it known where there is room. The labels are made once more rather than kept from the
/// reading: those of all series would take many times the room of the body.
bool TargetSeries::is_known_to_store(const Told& told) {
    Entry& entry = told.series->second;
    if (entry.series != 0) return true;
    const auto fate = fate_of(told.series->first, options_);
    if (!fate) return false;
    const auto series = writer_->series(
        fate->labels, told.own_time ? TargetWriter::Times::own : TargetWriter::Times::of_scrape);
    if (!series) return false;
    entry.series = *series;
    if (told.own_time) entry.own = writer_->newest(*series);
    return true;
}

/// Of a scrape that was read to its end.
void TargetSeries::settle(ScrapeOutcome& outcome, WallTime time) {
    for (const Told& told : told_) {
        if (!is_known_to_store(told))
            ++count(outcome, SampleRefusal::series_limit);
        else if (!told.own_time)
            samples_.push_back({told.series->second.series, 0, told.value});
    }
    drop_doubles(outcome);
    for (Head::Sample& sample : samples_)
        sample.time = to_ms(time);
    std::vector<SeriesId> live;
    live.reserve(samples_.size());
    for (const Head::Sample& sample : samples_)
        live.push_back(sample.series);
    live_.swap(live);
    const auto is_gone = [&](SeriesId id) { return !std::ranges::binary_search(live_, id); };
    for (const SeriesId id : live)
        if (is_gone(id)) samples_.push_back({id, to_ms(time), store::stale_marker()});
    add_own_times(outcome, time);
}

/// Orders the samples by series. Their times are not set yet: their order stands there meanwhile.
void TargetSeries::drop_doubles(ScrapeOutcome& outcome) {
    for (std::size_t i = 0; i < samples_.size(); ++i)
        samples_[i].time = static_cast<std::int64_t>(i);
    const auto order = [](const Head::Sample& sample) {
        return std::pair(sample.series, sample.time);
    };
    if (!std::ranges::is_sorted(samples_, {}, order)) std::ranges::sort(samples_, {}, order);
    const auto doubles = std::ranges::unique(samples_, [&](const auto& first, const auto& second) {
        if (first.series != second.series) return false;
        count(outcome, SampleRefusal::duplicate) += same_bits(first.value, second.value) ? 0 : 1;
        return true;
    });
    samples_.erase(doubles.begin(), doubles.end());
}

void TargetSeries::add_own_times(ScrapeOutcome& outcome, WallTime time) {
    for (const Told& told : told_) {
        Entry& entry = told.series->second;
        if (!told.own_time || entry.series == 0) continue;
        if (*told.own_time > to_ms(time + max_ahead)) {
            ++count(outcome, SampleRefusal::future);
        } else if (!entry.own || *told.own_time > entry.own->time) {
            entry.own = {*told.own_time, told.value};
            samples_.push_back({entry.series, *told.own_time, told.value});
        } else if (*told.own_time < entry.own->time) {
            ++count(outcome, SampleRefusal::out_of_order);
        } else if (entry.own->value && !same_bits(*entry.own->value, told.value)) {
            ++count(outcome, SampleRefusal::duplicate);
        }
    }
}

void TargetSeries::forget_unseen() {
    order_.resize(in_order_);
    if (seen_ < cache_.size())
        std::erase_if(cache_, [&](const auto& entry) { return entry.second.seen != round_; });
    if (metadata_ != nullptr) metadata_->end_round();
    ++round_;
    seen_ = 0;
}

void TargetSeries::mark_stale(std::int64_t time) {
    for (const SeriesId id : live_)
        samples_.push_back({id, time, store::stale_marker()});
    live_.clear();
}

void TargetSeries::store(ScrapeOutcome& outcome, std::chrono::microseconds took, WallTime time) {
    if (outcome.failure) mark_stale(to_ms(time));
    report(outcome, took, to_ms(time));
    const TargetWriter::Counts counts = writer_->append(samples_);
    count(outcome, SampleRefusal::past) += counts.past;
    count(outcome, SampleRefusal::store_full) += counts.lost;
    if (counts.unknown > 0) {
        cache_.clear();
        order_.clear();
        live_.clear();
        reports_ = {};
    }
}

/// Before the series of the target: a full store is to know at least whether it is up.
void TargetSeries::find_reports() {
    for (std::size_t i = 0; i < reports_.size(); ++i) {
        if (reports_[i] != 0) continue;
        const auto series = writer_->series(report_labels(report_metrics[i], options_),
                                            TargetWriter::Times::of_scrape);
        if (series) reports_[i] = *series;
    }
}

void TargetSeries::report(ScrapeOutcome& outcome, std::chrono::microseconds took,
                          std::int64_t time) {
    const std::array<double, report_metrics.size()> values{
        outcome.failure ? 0.0 : 1.0, std::chrono::duration<double>(took).count(),
        static_cast<double>(outcome.samples), static_cast<double>(outcome.kept),
        static_cast<double>(outcome.added)};
    for (std::size_t i = 0; i < values.size(); ++i) {
        // An exporter that tells `up` itself, with our labels, is believed, as by Prometheus.
        if (reports_[i] == 0)
            ++count(outcome, SampleRefusal::series_limit);
        else if (!std::ranges::binary_search(live_, reports_[i]))
            samples_.push_back({reports_[i], time, values[i]});
    }
}

}  // namespace nodewatch::scrape
