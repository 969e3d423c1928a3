#include "store/time_column.hpp"

#include <limits>
#include <optional>

#include "store/integer_column.hpp"

namespace nodewatch::store {
namespace {

constexpr std::uint8_t plain = 0;
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

/// Both look at all times: a loop without a way out is the faster one.
bool ascend(std::span<const std::int64_t> times) {
    bool all = true;
    for (std::size_t i = 1; i < times.size(); ++i)
        all &= times[i - 1] < times[i];
    return all;
}

bool decode_grid(ByteReader& in, std::span<std::int64_t> out) {
    const std::uint64_t period = in.varint();
    const auto phase = static_cast<std::uint64_t>(in.signed_varint());
    if (period == 0) in.fail();
    if (!decode_integers(in, out)) return false;
    thread_local std::vector<std::int64_t> lateness;
    if (lateness.size() < out.size()) lateness.resize(out.size());
    if (!decode_integers(in, std::span(lateness).first(out.size()))) return false;
    bool ascending = true;
    std::int64_t previous = std::numeric_limits<std::int64_t>::min();
    for (std::size_t i = 0; i < out.size(); ++i) {
        const auto time =
            static_cast<std::int64_t>(phase + static_cast<std::uint64_t>(out[i]) * period +
                                      static_cast<std::uint64_t>(lateness[i]));
        ascending &= previous < time;
        out[i] = previous = time;
    }
    return ascending;
}

}  // namespace

void encode_times(std::span<const std::int64_t> times, Effort effort, Bytes& out) {
    Bytes best{plain};
    encode_integers(times, effort, best);
    if (const auto found = grid_of(times)) {
        Bytes candidate = encode_on(*found, times, effort);
        if (candidate.size() < best.size()) best = std::move(candidate);
    }
    put_bytes(out, best);
}

bool decode_times(ByteReader& in, std::span<std::int64_t> out) {
    const std::uint8_t form = in.byte();
    const bool whole = form == grid    ? decode_grid(in, out)
                       : form == plain ? decode_integers(in, out) && ascend(out)
                                       : false;
    if (!whole) in.fail();
    return in.ok();
}

}  // namespace nodewatch::store
