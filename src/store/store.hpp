#pragma once

#include <memory>
#include <optional>
#include <string>

#include "store/importer.hpp"
#include "store/maintenance.hpp"
#include "store/options.hpp"
#include "store/points.hpp"
#include "store/series_source.hpp"
#include "store/status.hpp"
#include "store/target_writer.hpp"
#include "store/tiers.hpp"

namespace nodewatch::store {

/// The history: one SQLite file and the newest samples in memory. See README.md in this folder for
/// what it promises and what happens on each failure. Thread-safe, but for points().
class Store final : public SeriesSource {
public:
    /// Opens or creates the file and starts the writer's thread. The clock outlives the store and
    /// may be asked from any thread. Errors: another process has the file, it is of a newer version
    /// or not ours, it cannot be written.
    static Result<std::unique_ptr<Store>> open(StoreOptions options, const Clock& clock);
    /// Brings what was accepted to disk.
    ~Store() override;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// To be added to the Hub. Loop thread only.
    PointWriter& points() { return points_; }
    std::unique_ptr<Importer> importer() { return std::make_unique<Importer>(state_, *writer_); }
    std::unique_ptr<TargetWriter> target_writer() { return std::make_unique<TargetWriter>(state_); }

    Result<std::unique_ptr<Selection>> select(const std::vector<Matcher>& matchers, TimeRange range,
                                              std::size_t max_series) const override;
    Result<> for_each_series(const std::vector<Matcher>& matchers, TimeRange range,
                             const std::function<bool(const Labels&)>& visit) const override;
    Result<> for_each_label(const std::vector<Matcher>& matchers, TimeRange range,
                            std::string_view name, const LabelVisitor& visit) const override;

    /// Says when damage hid series or open rows as the file was opened: no query knows of which.
    std::vector<std::string> warnings() const override;
    /// Open rows, and chunks that are not merged yet.
    Result<HeadStatistics> head_statistics() const override;

    StoreStatus status() const;

    /// Is on disk with the next flush; KeptEvents says which stay there.
    void add_event(LoggedEvent event) { state_.events.add(std::move(event)); }
    /// Oldest first, those of earlier runs included.
    std::vector<LoggedEvent> events() const { return state_.events.all(); }

    struct TierSeries {
        Labels labels;
        std::vector<TierPoint> points;
    };
    /// Downsampled series, ordered by labels; those without points in the range are left out. What
    /// a tier has is said in tiers.hpp.
    Result<std::vector<TierSeries>> select_tier(const std::vector<Matcher>& matchers, Tier tier,
                                                TimeRange range, std::size_t max_series) const;

    // These wait for the disk: worker threads only.

    /// Returns when all that was accepted before is on disk.
    Result<> flush();
    /// What the store does by itself once an hour: merges days that ended, deletes what is too old.
    Result<> maintain();
    /// Brings the file to its smallest.
    Result<> compact();
    /// Copies the file to a new one while the store goes on.
    Result<> back_up(const std::string& path);
    /// Nothing when there is no document of that key; `parse` when it is damaged.
    Result<std::optional<std::string>> load_document(const std::string& key);
    Result<> save_document(const std::string& key, const std::string& document);

private:
    Store(StoreOptions options, const Clock& clock);
    bool may_have(SeriesId id, TimeRange range) const;

    mutable StoreState state_;
    std::unique_ptr<Writer> writer_;
    PointWriter points_;
    Maintenance maintenance_;
};

}  // namespace nodewatch::store
