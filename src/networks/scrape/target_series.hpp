#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.hpp"
#include "networks/scrape/exposition.hpp"
#include "networks/scrape/failure.hpp"
#include "networks/scrape/options.hpp"
#include "networks/scrape/series_labels.hpp"
#include "store/target_writer.hpp"

namespace nodewatch::scrape {

/// What one scrape brought.
struct ScrapeOutcome {
    struct Failure {
        ScrapeFailure reason;
        Error error;
    };
    std::optional<Failure> failure;
    std::size_t samples = 0;  ///< told, until the error of a scrape that failed
    std::size_t kept = 0;     ///< of these those that relabelling left
    std::size_t added = 0;    ///< of series that are new, or were away
    std::array<std::size_t, sample_refusals> refused{};
    /// Lines of TYPE, HELP and UNIT for which there was no room.
    std::size_t metadata_refused = 0;
};

/// The series of one target: which number the text of a series has, which of them were there in the
/// last scrape, and what their samples are. Any thread, one at a time.
///
/// As Prometheus 2.42 has it: a scrape that fails stores none of its samples; a series that is not
/// told any more gets a stale marker at the time of the scrape, all do when it fails. Series with
/// times of their own get none. Of two samples with the same labels the first counts. Unlike in
/// Prometheus, all means all: there those before the error of a body live on.
class TargetSeries {
public:
    /// Of a sample's own time: further ahead of the scrape it is refused.
    static constexpr Duration max_ahead{600'000};
    /// Of one scrape, where the target has no sample_limit.
    static constexpr std::uint64_t max_samples = 1'000'000;

    /// `metadata` is where it puts what the target tells of its metrics, as Prometheus does
    /// whatever becomes of the scrape; null: nowhere.
    TargetSeries(ScrapeOptions options, std::unique_ptr<store::TargetWriter> writer,
                 std::shared_ptr<TargetMetadata> metadata = nullptr);

    /// The body of an answer. Nothing is stored before store().
    ScrapeOutcome take(std::string_view body, ExpositionFormat format, WallTime time);
    /// A scrape without an answer.
    ScrapeOutcome take(Error error);

    /// Stores what take() left, at the time of the scrape: samples, stale markers, and `up` with
    /// its companions.
    void store(ScrapeOutcome& outcome, std::chrono::microseconds took, WallTime time);

    /// Texts of series that are remembered.
    std::size_t cached() const { return cache_.size(); }

private:
    struct Entry {
        SeriesFate::Kind fate = SeriesFate::Kind::stored;
        store::SeriesId series = 0;  ///< 0: the store does not know it
        std::uint64_t seen = 0;      ///< the last round in which it was told
        std::optional<store::TargetWriter::Newest> own = {};  ///< with its own time, stored last
    };
    using Cache = std::unordered_map<std::string, Entry, TextHash, std::equal_to<>>;
    struct Told {
        Cache::value_type* series;
        std::optional<std::int64_t> own_time;
        double value;
    };

    std::optional<ScrapeOutcome::Failure> read(std::string_view body, ExpositionFormat format,
                                               ScrapeOutcome& outcome);
    Cache::value_type* find(std::string_view series);
    void keep_order(Cache::value_type& told);
    std::optional<ScrapeOutcome::Failure> add(const ExposedSample& sample, ScrapeOutcome& outcome);
    void note(const ExposedMetadata& told, ScrapeOutcome& outcome);
    bool is_over_limit(const ScrapeOutcome& outcome) const { return outcome.kept > sample_limit_; }
    Error over_limit(std::size_t kept) const;
    bool is_known_to_store(const Told& told);
    void settle(ScrapeOutcome& outcome, WallTime time);
    void drop_doubles(ScrapeOutcome& outcome);
    void add_own_times(ScrapeOutcome& outcome, WallTime time);
    void mark_stale(std::int64_t time);
    void report(ScrapeOutcome& outcome, std::chrono::microseconds took, std::int64_t time);
    void forget_unseen();
    void find_reports();

    const ScrapeOptions options_;
    const std::uint64_t sample_limit_;
    const std::unique_ptr<store::TargetWriter> writer_;
    const std::shared_ptr<TargetMetadata> metadata_;
    std::array<store::SeriesId, 5> reports_{};  ///< `up` and its companions; 0: not known yet
    Cache cache_;
    /// Of the cache, in the order in which they were told: mostly the next scrape has the same one.
    std::vector<Cache::value_type*> order_;
    std::size_t in_order_ = 0;  ///< those of the scrape that is being read; behind them older ones
    std::size_t cached_by_success_ = 0;
    /// A scrape that succeeds ends a round, and takes from the cache what was not in it.
    std::uint64_t round_ = 1;
    std::size_t seen_ = 0;               ///< texts, in this round
    std::vector<store::SeriesId> live_;  ///< of the scrape before, ascending
    // Of the scrape that is being read.
    std::vector<Told> told_;
    std::vector<store::Head::Sample> samples_;
};

}  // namespace nodewatch::scrape
