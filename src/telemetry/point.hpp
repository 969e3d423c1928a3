#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/time.hpp"
#include "telemetry/schema.hpp"

namespace nodewatch {

/// Everything that one poll or one event told us, with one time stamp: a row. Fields that were not
/// set are absent: unknown, which is not zero. A point takes the place of the previous one of its
/// group as a whole, so what is told at different times belongs into different measurements.
class Point {
public:
    /// `tag_values` in the order of the measurement's tags. `interval` is the time after which the
    /// next point of this group is due; after three of them without one the values are stale. Zero:
    /// the values hold until they are replaced or retired.
    Point(const Measurement& measurement, WallTime time, Duration interval,
          std::vector<std::string> tag_values = {})
        : measurement_(&measurement),
          time_(time),
          interval_(interval),
          tag_values_(std::move(tag_values)),
          values_(measurement.fields().size(), absent()) {}

    void set(Field field, double value) { values_[field.index] = value; }
    void set(Field field, bool value) { set(field, value ? 1.0 : 0.0); }
    template <typename T>
    void set(Field field, const std::optional<T>& value) {
        if (value) set(field, static_cast<double>(*value));
    }
    template <typename T>
        requires std::is_integral_v<T>
    void set(Field field, T value) {
        set(field, static_cast<double>(value));
    }

    bool has(std::size_t index) const { return !is_absent(values_[index]); }
    bool has(Field field) const { return has(field.index); }
    /// Only for present fields.
    double value(std::size_t index) const { return values_[index]; }
    std::optional<double> get(Field field) const {
        return has(field) ? std::optional(values_[field.index]) : std::nullopt;
    }

    const Measurement& measurement() const { return *measurement_; }
    WallTime time() const { return time_; }
    Duration interval() const { return interval_; }
    const std::vector<std::string>& tag_values() const { return tag_values_; }
    std::size_t size() const { return values_.size(); }
    /// One for each field; ask is_absent() before use.
    const std::vector<double>& values() const { return values_; }

    /// What stands in the place of a field that is not there: a NaN of our own, told from any other
    /// by its bits. Field and flag in one number keep a point to one allocation.
    static double absent() { return std::bit_cast<double>(absent_bits); }
    static bool is_absent(double value) {
        return std::bit_cast<std::uint64_t>(value) == absent_bits;
    }

private:
    static constexpr std::uint64_t absent_bits = 0x7ff8'6e6f'6e65'0001;

    const Measurement* measurement_;
    WallTime time_;
    Duration interval_;
    std::vector<std::string> tag_values_;
    std::vector<double> values_;
};

/// What the node is called: the labels `network` and `node` of everything it tells.
struct Target {
    std::string network;  ///< "xrpl", "bitcoin", ...; "nodewatch" for the program itself
    std::string node;     ///< the operator's name for it, unique in its network
    bool operator==(const Target&) const = default;
};

}  // namespace nodewatch
