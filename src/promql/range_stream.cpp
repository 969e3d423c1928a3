#include "promql/range_stream.hpp"

#include <algorithm>
#include <utility>

namespace nodewatch::promql {

namespace {

// Far from the ends of 64 bits, so that offsets and ranges can be added without a check.
constexpr std::int64_t latest_time = std::int64_t{1} << 61;

using SelectionPtr = std::unique_ptr<store::Selection>;

Result<SelectionPtr> open(const VectorSelector& selector, const Windows& windows,
                          QueryContext& query) {
    for (std::string& warning : query.source.warnings())
        query.warn(std::move(warning));
    auto selection = query.source.select(
        selector.matchers, {windows.first_time(), windows.last_end()}, query.settings.max_series);
    if (selection) return selection;
    Error error = selection.error().within("expanding series");
    error.code = "execution";
    return failure(std::move(error));
}

constexpr const char* damage_warning =
    "damaged parts of the history were left out of this answer; run 'nodewatch store verify' where "
    "nodewatch runs to see which";

class SelectedSamples {
public:
    SelectedSamples(SelectionPtr selection, QueryContext& query)
        : selection_(std::move(selection)), query_(query), held_(query.budget) {}

    std::size_t size() const { return selection_->size(); }
    const store::Labels& labels(std::size_t series) const { return selection_->labels(series); }

    /// Stale markers are among the samples.
    Result<> read(std::size_t series, const Windows& windows, store::Samples& out) {
        out.clear();
        const store::TimeRange range{windows.first_time(), windows.last_end()};
        if (auto read = selection_->read(series, range, out); !read) {
            Error error = read.error();
            error.code = "execution";
            return failure(std::move(error));
        }
        if (selection_->damaged() > 0) query_.warn(damage_warning);
        if (auto counted = held_.at_least(out.size()); !counted) return counted;
        return query_.budget.work(out.size());
    }

private:
    SelectionPtr selection_;
    QueryContext& query_;
    Held held_;
};

void remove_stale_markers(store::Samples& samples) {
    // Mostly there is none, and a loop without an early end looks at several at a time.
    bool any = false;
    for (const double value : samples.values)
        any |= store::is_stale_marker(value);
    if (!any) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        if (store::is_stale_marker(samples.values[i])) continue;
        samples.times[kept] = samples.times[i];
        samples.values[kept] = samples.values[i];
        ++kept;
    }
    samples.times.resize(kept);
    samples.values.resize(kept);
}

class SelectedRange final : public RangeStream {
public:
    explicit SelectedRange(SelectedSamples samples) : samples_(std::move(samples)) {}

    std::size_t size() const override { return samples_.size(); }
    const store::Labels& labels(std::size_t series) const override {
        return samples_.labels(series);
    }
    Result<> read(std::size_t series, const Windows& windows, store::Samples& out) override {
        auto read = samples_.read(series, windows, out);
        if (read) remove_stale_markers(out);
        return read;
    }
    bool can_read_parts() const override { return true; }

private:
    SelectedSamples samples_;
};

class VectorAsRange final : public RangeStream {
public:
    VectorAsRange(VectorPtr vector, const Steps& steps, QueryContext& query)
        : vector_(std::move(vector)), steps_(steps), query_(query), held_(query.budget) {}

    std::size_t size() const override { return vector_->size(); }
    const store::Labels& labels(std::size_t series) const override {
        return vector_->labels(series);
    }
    Result<> read(std::size_t series, const Windows&, store::Samples& out) override {
        out.clear();
        // The column, and the samples made of it.
        if (auto counted = held_.at_least(2 * steps_.count); !counted) return counted;
        if (auto go_on = query_.budget.work(steps_.count); !go_on) return go_on;
        column_.resize(steps_.count);
        if (auto read = vector_->read(series, column_); !read) return read;
        for (std::size_t i = 0; i < column_.size(); ++i) {
            if (is_absent(column_[i])) continue;
            out.times.push_back(steps_.time(i));
            out.values.push_back(column_[i]);
        }
        return {};
    }
    bool can_read_parts() const override { return false; }

private:
    VectorPtr vector_;
    Steps steps_;
    QueryContext& query_;
    Held held_;
    std::vector<double> column_;
};

class SelectedInstant final : public VectorStream {
public:
    SelectedInstant(SelectedSamples samples, Shown shown, const Windows& windows)
        : selected_(std::move(samples)), shown_(shown), windows_(windows) {}

    std::size_t size() const override { return selected_.size(); }
    const store::Labels& labels(std::size_t series) const override {
        return selected_.labels(series);
    }
    Result<> read(std::size_t series, Column out) override {
        for (Parts parts(windows_, true); !parts.done(); parts.advance(samples_.size())) {
            const Windows part = parts.windows();
            if (auto read = selected_.read(series, part, samples_); !read) return read;
            find_newest(part, out.subspan(parts.first_step(), part.count));
        }
        return {};
    }

private:
    void find_newest(const Windows& windows, Column out) const {
        const std::vector<std::int64_t>& times = samples_.times;
        std::size_t next = 0;  // the first sample after the window
        for (std::size_t i = 0; i < out.size(); ++i) {
            const std::int64_t end = windows.end(i);
            next = first_after(times, next, end);
            out[i] = next == 0 ? absent() : newest(next - 1, end);
        }
    }

    double newest(std::size_t sample, std::int64_t window_end) const {
        const std::int64_t time = samples_.times[sample];
        const std::int64_t edge = window_end - windows_.length;
        if (time < edge || (windows_.left_open && time == edge)) return absent();
        const double value = samples_.values[sample];
        if (shown_ == Shown::value || is_absent(value)) return value;
        return static_cast<double>(time) / 1000;
    }

    SelectedSamples selected_;
    Shown shown_;
    Windows windows_;
    store::Samples samples_;
};

}  // namespace

Parts::Parts(const Windows& windows, bool can_read_parts)
    : windows_(windows), whole_(!can_read_parts || windows.step == 0) {
    constexpr double first_span = 86'400'000;
    set_span(first_span);
}

void Parts::advance(std::size_t samples) {
    constexpr double wanted_samples = 128 * 1024;
    const Windows part = windows();
    const auto span = static_cast<double>(part.last_end() - part.first_time() + 1);
    next_ += steps_;
    set_span(span * wanted_samples / static_cast<double>(std::max<std::size_t>(samples, 1)));
}

void Parts::set_span(double ms) {
    // Windows at both sides of a cut see the same samples, which are read twice.
    constexpr double windows_in_part = 16;
    const double span = std::max(ms, windows_in_part * static_cast<double>(windows_.length));
    const std::size_t left = windows_.count - next_;
    const double steps = whole_
                             ? static_cast<double>(left)
                             : span / static_cast<double>(std::max<std::int64_t>(windows_.step, 1));
    // A rest that is not worth a read of its own belongs to the part.
    steps_ = steps * 1.5 < static_cast<double>(left)
                 ? std::max<std::size_t>(1, static_cast<std::size_t>(steps))
                 : left;
}

std::size_t first_after(const std::vector<std::int64_t>& times, std::size_t from,
                        std::int64_t time) {
    // Leaps that double, for steps may be near to each other or far apart.
    std::size_t leap = 1;
    while (from + leap <= times.size() && times[from + leap - 1] <= time) {
        from += leap;
        leap *= 2;
    }
    const auto begin = times.begin() + static_cast<std::ptrdiff_t>(from);
    const auto end =
        times.begin() + static_cast<std::ptrdiff_t>(std::min(from + leap, times.size()));
    return static_cast<std::size_t>(std::upper_bound(begin, end, time) - times.begin());
}

Windows make_windows(const TimeShift& shift, std::int64_t length, const Steps& steps,
                     const QueryContext& query) {
    std::int64_t end = steps.start;
    if (shift.at_edge != AtEdge::none)
        end = shift.at_edge == AtEdge::start ? query.start : query.end;
    if (shift.at) end = std::clamp(*shift.at, -latest_time, latest_time);
    return {end - shift.offset, shift.is_pinned() ? 0 : steps.step, steps.count, length,
            query.settings.edges == Edges::prometheus3};
}

Result<std::unique_ptr<RangeStream>> select_range(const VectorSelector& selector,
                                                  const Windows& windows, QueryContext& query) {
    auto selection = open(selector, windows, query);
    if (!selection) return failure(selection.error());
    return std::make_unique<SelectedRange>(SelectedSamples(std::move(*selection), query));
}

std::unique_ptr<RangeStream> as_range(VectorPtr vector, const Steps& steps, QueryContext& query) {
    return std::make_unique<VectorAsRange>(std::move(vector), steps, query);
}

Result<VectorPtr> select_instant(const VectorSelector& selector, Shown shown,
                                 const Windows& windows, QueryContext& query) {
    auto selection = open(selector, windows, query);
    if (!selection) return failure(selection.error());
    return std::make_unique<SelectedInstant>(SelectedSamples(std::move(*selection), query), shown,
                                             windows);
}

}  // namespace nodewatch::promql
