#pragma once

#include <cmath>

#include "promql/ast.hpp"
#include "promql/steps.hpp"

namespace nodewatch::promql {

/// The value of `a op b`; of a comparison that is false, absent; of one that is true, `a`, or 1 and
/// 0 with `bool`. Neither is absent.
template <BinaryOp op>
double apply(double a, double b) {
    if constexpr (op == BinaryOp::add) return a + b;
    if constexpr (op == BinaryOp::sub) return a - b;
    if constexpr (op == BinaryOp::mul) return a * b;
    if constexpr (op == BinaryOp::div) return a / b;
    if constexpr (op == BinaryOp::mod) return std::fmod(a, b);
    if constexpr (op == BinaryOp::pow) return std::pow(a, b);
    if constexpr (op == BinaryOp::atan2) return std::atan2(a, b);
    if constexpr (op == BinaryOp::equal) return a == b ? a : absent();
    if constexpr (op == BinaryOp::not_equal) return a != b ? a : absent();
    if constexpr (op == BinaryOp::less) return a < b ? a : absent();
    if constexpr (op == BinaryOp::less_equal) return a <= b ? a : absent();
    if constexpr (op == BinaryOp::greater) return a > b ? a : absent();
    if constexpr (op == BinaryOp::greater_equal) return a >= b ? a : absent();
    return absent();
}

/// Calls `loop` with an operation (double, double) -> double for `op`, which is no set operator.
template <typename Loop>
void with_operation(BinaryOp op, Loop loop) {
    switch (op) {
        case BinaryOp::add:
            return loop(apply<BinaryOp::add>);
        case BinaryOp::sub:
            return loop(apply<BinaryOp::sub>);
        case BinaryOp::mul:
            return loop(apply<BinaryOp::mul>);
        case BinaryOp::div:
            return loop(apply<BinaryOp::div>);
        case BinaryOp::mod:
            return loop(apply<BinaryOp::mod>);
        case BinaryOp::pow:
            return loop(apply<BinaryOp::pow>);
        case BinaryOp::atan2:
            return loop(apply<BinaryOp::atan2>);
        case BinaryOp::equal:
            return loop(apply<BinaryOp::equal>);
        case BinaryOp::not_equal:
            return loop(apply<BinaryOp::not_equal>);
        case BinaryOp::less:
            return loop(apply<BinaryOp::less>);
        case BinaryOp::less_equal:
            return loop(apply<BinaryOp::less_equal>);
        case BinaryOp::greater:
            return loop(apply<BinaryOp::greater>);
        case BinaryOp::greater_equal:
            return loop(apply<BinaryOp::greater_equal>);
        default:
            return;
    }
}

/// Whether the result of the operation is no longer what the name of the metric says.
inline bool drops_name(BinaryOp op, bool return_bool) {
    return op <= BinaryOp::pow || return_bool;
}

}  // namespace nodewatch::promql
