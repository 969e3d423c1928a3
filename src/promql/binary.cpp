#include <utility>

#include "promql/evaluator.hpp"
#include "promql/matching.hpp"
#include "promql/operators.hpp"

namespace nodewatch::promql {

namespace {

enum class ScalarSide : std::uint8_t { left, right };

/// Of a comparison the value of the vector is kept, on whichever side it stands.
void combine_with_scalar(const Binary& binary, ScalarSide side, const ScalarColumn& scalar,
                         Column column) {
    const bool keeps_value = is_comparison(binary.op);
    with_operation(binary.op, [&](auto operation) {
        for (std::size_t i = 0; i < column.size(); ++i) {
            const double value = column[i];
            if (is_absent(value)) continue;
            const double result = side == ScalarSide::left ? operation(scalar[i], value)
                                                           : operation(value, scalar[i]);
            if (binary.return_bool) {
                column[i] = is_absent(result) ? 0 : 1;
            } else {
                column[i] = keeps_value && !is_absent(result) ? value : result;
            }
        }
    });
}

class VectorWithScalar final : public VectorStream {
public:
    VectorWithScalar(const Binary& binary, ScalarSide side, VectorPtr vector, ScalarColumn scalar)
        : binary_(binary), side_(side), vector_(std::move(vector)), scalar_(std::move(scalar)) {}

    std::size_t size() const override { return vector_->size(); }
    const store::Labels& labels(std::size_t series) const override {
        return vector_->labels(series);
    }
    Result<> read(std::size_t series, Column out) override {
        if (auto read = vector_->read(series, out); !read) return read;
        combine_with_scalar(binary_, side_, scalar_, out);
        return {};
    }

private:
    const Binary& binary_;
    ScalarSide side_;
    VectorPtr vector_;
    ScalarColumn scalar_;
};

Result<VectorPtr> with_scalar(Evaluator& evaluator, const Binary& binary, ScalarSide side,
                              const Steps& steps) {
    const bool scalar_left = side == ScalarSide::left;
    auto scalar = evaluator.scalar(scalar_left ? *binary.lhs : *binary.rhs, steps);
    if (!scalar) return failure(scalar.error());
    auto vector = evaluator.vector(scalar_left ? *binary.rhs : *binary.lhs, steps);
    if (!vector) return vector;
    VectorPtr result =
        std::make_unique<VectorWithScalar>(binary, side, std::move(*vector), std::move(*scalar));
    if (!drops_name(binary.op, binary.return_bool)) return result;
    return drop_names(std::move(result), EqualLabels::joined, steps.count, evaluator.budget());
}

}  // namespace

Result<VectorPtr> evaluate_binary(Evaluator& evaluator, const Binary& binary, const Steps& steps) {
    if (binary.lhs->type == ValueType::scalar)
        return with_scalar(evaluator, binary, ScalarSide::left, steps);
    if (binary.rhs->type == ValueType::scalar)
        return with_scalar(evaluator, binary, ScalarSide::right, steps);
    auto lhs = evaluator.vector(*binary.lhs, steps);
    if (!lhs) return lhs;
    auto rhs = evaluator.vector(*binary.rhs, steps);
    if (!rhs) return rhs;
    const auto evaluate =
        is_set_operator(binary.op) ? evaluate_set_operator : evaluate_vector_operator;
    return evaluate(binary, std::move(*lhs), std::move(*rhs), steps.count, evaluator.budget());
}

Result<ScalarColumn> evaluate_scalar_binary(Evaluator& evaluator, const Binary& binary,
                                            const Steps& steps) {
    auto lhs = evaluator.scalar(*binary.lhs, steps);
    if (!lhs) return lhs;
    const auto rhs = evaluator.scalar(*binary.rhs, steps);
    if (!rhs) return failure(rhs.error());
    with_operation(binary.op, [&](auto operation) {
        for (std::size_t i = 0; i < steps.count; ++i) {
            const double result = operation(lhs->values[i], (*rhs)[i]);
            lhs->values[i] = !is_comparison(binary.op) ? result : is_absent(result) ? 0 : 1;
        }
    });
    return lhs;
}

}  // namespace nodewatch::promql
