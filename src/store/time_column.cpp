#include "store/time_column.hpp"

#include <limits>
#include <optional>
#include <ranges>

namespace nodewatch::store {
namespace {

constexpr std::uint8_t plain_times = 0;
constexpr std::uint8_t grid = 1;

struct Grid {
    std::int64_t period = 1;
    std::int64_t phase = 0;
};

/// The period that fits best over the whole length: a poll's times jitter by milliseconds, their
/// average does not. Zero when there is none.
std::int64_t period_of(std::span<const std::int64_t> times) {
    std::vector<std::int64_t> differences(times.size() - 1);
    for (std::size_t i = 0; i < differences.size(); ++i)
        differences[i] = times[i + 1] - times[i];
    const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
    std::vector<std::int64_t> sorted = differences;
    const auto at = sorted.begin() + (middle - differences.begin());
    std::ranges::nth_element(sorted, at);
    const std::int64_t median = *at;
    if (median <= 0) return 0;
    std::int64_t ticks = 0;
    for (const std::int64_t difference : differences)
        ticks += (difference + median / 2) / median;
    if (ticks <= 0) return 0;
    return (times.back() - times.front() + ticks / 2) / ticks;
}

/// The phase from which the times are late by the least: the end of the longest part of the period
/// in which no time falls.
std::int64_t phase_of(std::span<const std::int64_t> times, std::int64_t period) {
    std::vector<std::int64_t> places(times.size());
    std::ranges::transform(times, places.begin(), [=](std::int64_t t) { return t % period; });
    std::ranges::sort(places);
    std::int64_t phase = places.front();
    std::int64_t longest = places.front() + period - places.back();
    for (std::size_t i = 0; i + 1 < places.size(); ++i) {
        if (places[i + 1] - places[i] <= longest) continue;
        longest = places[i + 1] - places[i];
        phase = places[i + 1];
    }
    return phase;
}

/// The grid is for times of our age; others are plain integers.
constexpr std::int64_t max_grid_time = std::int64_t{1} << 52;

std::optional<Grid> grid_of(std::span<const std::int64_t> times) {
    if (times.size() < 4 || times.front() < 0 || times.back() > max_grid_time) return std::nullopt;
    const std::int64_t period = period_of(times);
    if (period <= 1) return std::nullopt;
    return Grid{period, phase_of(times, period)};
}

Bytes encode_on(Grid grid_, std::span<const std::int64_t> times, Effort effort) {
    std::vector<std::int64_t> ticks(times.size());
    std::vector<std::int64_t> lateness(times.size());
    for (std::size_t i = 0; i < times.size(); ++i) {
        // From one period before the phase on nothing is negative.
        const std::int64_t since = times[i] - grid_.phase + grid_.period;
        ticks[i] = since / grid_.period - 1;
        lateness[i] = since % grid_.period;
    }
    Bytes out{grid};
    put_varint(out, static_cast<std::uint64_t>(grid_.period));
    put_signed(out, grid_.phase);
    encode_integers(ticks, effort, out);
    encode_integers(lateness, effort, out);
    return out;
}

/// Never made smaller: growing again would clear it first.
std::span<std::int64_t> room_in(std::vector<std::int64_t>& buffer, std::size_t size) {
    if (buffer.size() < size) buffer.resize(size);
    return std::span(buffer).first(size);
}

}  // namespace

void encode_times(std::span<const std::int64_t> times, Effort effort, Bytes& out) {
    Bytes best{plain_times};
    encode_integers(times, effort, best);
    if (const auto found = grid_of(times)) {
        Bytes candidate = encode_on(*found, times, effort);
        if (candidate.size() < best.size()) best = std::move(candidate);
    }
    put_bytes(out, best);
}

bool TimeColumn::open(ByteReader& in, std::size_t count) {
    count_ = count;
    const std::uint8_t form = in.byte();
    if (form != plain_times && form != grid) in.fail();
    on_grid_ = form == grid;
    if (on_grid_) {
        period_ = in.varint();
        phase_ = static_cast<std::uint64_t>(in.signed_varint());
        if (period_ == 0) in.fail();
    }
    if (!in.ok() || !ticks_.open(in, room_in(ticks_room_, count))) return false;
    return !on_grid_ || lateness_.open(in, room_in(lateness_room_, count));
}

std::int64_t TimeColumn::at(std::size_t i) const {
    if (!on_grid_) return ticks_.at(i);
    return static_cast<std::int64_t>(phase_ + static_cast<std::uint64_t>(ticks_.at(i)) * period_ +
                                     static_cast<std::uint64_t>(lateness_.at(i)));
}

std::size_t TimeColumn::find(std::int64_t time) const {
    return *std::ranges::partition_point(std::views::iota(std::size_t{0}, count_),
                                         [&](std::size_t i) { return at(i) < time; });
}

bool TimeColumn::read(std::size_t first, std::span<std::int64_t> out) {
    const std::span<const std::int64_t> ticks = ticks_.part(first, out.size());
    std::span<const std::int64_t> lateness;
    if (on_grid_) lateness = lateness_.part(first, out.size());
    // A loop without a way out is the faster one.
    bool ascending = true;
    std::int64_t previous = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::int64_t time = ticks[i];
        if (on_grid_) {
            time = static_cast<std::int64_t>(phase_ + static_cast<std::uint64_t>(time) * period_ +
                                             static_cast<std::uint64_t>(lateness[i]));
        }
        ascending &= i == 0 || previous < time;
        out[i] = previous = time;
    }
    return ascending;
}

bool decode_times(ByteReader& in, std::span<std::int64_t> out) {
    thread_local TimeColumn column;
    if (column.open(in, out.size()) && column.read(0, out)) return true;
    in.fail();
    return false;
}

}  // namespace nodewatch::store
