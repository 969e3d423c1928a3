#pragma once

#include "promql/ast.hpp"
#include "promql/query_context.hpp"
#include "promql/range_stream.hpp"
#include "promql/vector_stream.hpp"

namespace nodewatch::promql {

/// Evaluates expressions over steps. What does not change with time is evaluated once.
class Evaluator {
public:
    explicit Evaluator(QueryContext& query) : query_(query) {}

    /// Of an expression of type vector.
    Result<VectorPtr> vector(const Expr& expr, const Steps& steps);
    /// Of an expression of type scalar: a value for each step.
    Result<ScalarColumn> scalar(const Expr& expr, const Steps& steps);
    /// Of an expression of type matrix.
    Result<RangeVector> range(const Expr& expr, const Steps& steps);

    QueryContext& query() { return query_; }
    Budget& budget() { return query_.budget; }

private:
    Result<VectorPtr> vector_at_all_steps(const Expr& expr, const Steps& steps);
    Result<ScalarColumn> scalar_at_all_steps(const Expr& expr, const Steps& steps);
    Result<RangeVector> subquery(const Subquery& subquery, const Steps& steps);
    Result<VectorPtr> negated(const Unary& unary, const Steps& steps);

    QueryContext& query_;
};

/// The value of an argument of type string, which is a literal, perhaps in parentheses.
const std::string& string_of(const Expr& expr);

// aggregate.cpp
Result<VectorPtr> evaluate_aggregate(Evaluator& evaluator, const Aggregate& aggregate,
                                     const Steps& steps);
// binary.cpp
Result<VectorPtr> evaluate_binary(Evaluator& evaluator, const Binary& binary, const Steps& steps);
Result<ScalarColumn> evaluate_scalar_binary(Evaluator& evaluator, const Binary& binary,
                                            const Steps& steps);
// functions.cpp: of calls that give a vector
Result<VectorPtr> evaluate_call(Evaluator& evaluator, const Call& call, const Steps& steps);
// functions_scalar.cpp: of calls that give a scalar
Result<ScalarColumn> evaluate_scalar_call(Evaluator& evaluator, const Call& call,
                                          const Steps& steps);

}  // namespace nodewatch::promql
