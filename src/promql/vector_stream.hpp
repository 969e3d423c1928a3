#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.hpp"
#include "promql/engine.hpp"
#include "promql/limits.hpp"
#include "promql/steps.hpp"

namespace nodewatch::promql {

/// An instant vector over all steps, one series after the other: the labels of all series are known
/// before a value is read, so what depends on labels alone is done once. No two series have the
/// same labels. A series may turn out to have no value at all.
class VectorStream {
public:
    virtual ~VectorStream() = default;
    virtual std::size_t size() const = 0;
    virtual const store::Labels& labels(std::size_t series) const = 0;
    /// Writes all values of a series. Each series is read once at most, in ascending order.
    virtual Result<> read(std::size_t series, Column out) = 0;
};
using VectorPtr = std::unique_ptr<VectorStream>;

/// A scalar over all steps: one value for each.
struct ScalarColumn {
    std::vector<double> values;
    Held held;

    double operator[](std::size_t step) const { return values[step]; }
};
Result<ScalarColumn> make_scalars(std::size_t steps, double value, Budget& budget);

/// Series in memory.
class StoredVector final : public VectorStream {
public:
    StoredVector(std::vector<Series> series, Held held)
        : series_(std::move(series)), held_(std::move(held)) {}

    std::size_t size() const override { return series_.size(); }
    const store::Labels& labels(std::size_t series) const override {
        return series_[series].labels;
    }
    Result<> read(std::size_t series, Column out) override;

    std::vector<Series>& series() { return series_; }

private:
    std::vector<Series> series_;
    Held held_;
};
using StoredPtr = std::unique_ptr<StoredVector>;

StoredPtr empty_vector(Budget& budget);
/// One series.
VectorPtr single_series(store::Labels labels, ScalarColumn values);

/// All series of a vector, in memory.
Result<StoredPtr> collect(VectorPtr vector, std::size_t steps, Budget& budget);

/// The value of the only step of `single`, for `steps` steps: of what does not change with time.
VectorPtr repeat(VectorPtr single);

store::Labels without_name(const store::Labels& labels);

enum class EqualLabels : std::uint8_t {
    joined,   ///< become one series; an error where both have a value at the same step
    refused,  ///< an error where both have any value
};

/// Makes the labels of a stream that may have equal ones unique again. `vector` must not promise
/// more than that.
Result<VectorPtr> unify(VectorPtr vector, EqualLabels equal, std::size_t steps, Budget& budget);

/// The same series without the metric's name.
Result<VectorPtr> drop_names(VectorPtr vector, EqualLabels equal, std::size_t steps,
                             Budget& budget);

using Transform = std::function<void(Column)>;

/// Changes the values of each column; the metric's name is dropped.
Result<VectorPtr> transform(VectorPtr vector, Transform change, std::size_t steps, Budget& budget);

/// The same values with other labels, one set for each series.
Result<VectorPtr> relabel(VectorPtr vector, std::vector<store::Labels> labels, std::size_t steps,
                          Budget& budget);

}  // namespace nodewatch::promql
