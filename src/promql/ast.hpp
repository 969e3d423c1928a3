#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "promql/function_table.hpp"
#include "promql/value_type.hpp"
#include "store/matcher.hpp"

namespace nodewatch::promql {

struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

/// Bytes of the text of the query, the end not included.
struct Span {
    std::size_t start = 0;
    std::size_t end = 0;
};

enum class AtEdge : std::uint8_t { none, start, end };

/// `offset` and `@` behind a selector or a subquery.
struct TimeShift {
    std::int64_t offset = 0;         ///< ms back; negative: ahead
    std::optional<std::int64_t> at;  ///< unix ms
    AtEdge at_edge = AtEdge::none;   ///< `@ start()` or `@ end()`

    bool is_pinned() const { return at || at_edge != AtEdge::none; }
};

struct NumberLiteral {
    double value = 0;
};

struct StringLiteral {
    std::string value;
};

struct VectorSelector {
    std::string name;                      ///< before the braces; may be empty
    std::vector<store::Matcher> matchers;  ///< with the one for `name`, which comes last
    TimeShift shift;
};

struct MatrixSelector {
    VectorSelector selector;
    std::int64_t range = 0;  ///< ms
};

struct Subquery {
    ExprPtr expr;
    std::int64_t range = 0;  ///< ms
    std::int64_t step = 0;   ///< ms; 0: the default of the settings
    TimeShift shift;
};

struct Call {
    const Function* function = nullptr;
    std::vector<ExprPtr> args;
};

enum class AggregateOp : std::uint8_t {
    sum,
    avg,
    count,
    min,
    max,
    group,
    stddev,
    stdvar,
    topk,
    bottomk,
    count_values,
    quantile,
};
std::string_view to_string(AggregateOp op);
std::optional<AggregateOp> find_aggregate(std::string_view lower_case_name);
bool takes_parameter(AggregateOp op);

struct Aggregate {
    AggregateOp op = AggregateOp::sum;
    bool without = false;
    std::vector<std::string> labels;  ///< of `by` or `without`
    ExprPtr param;                    ///< null where the operator takes none
    ExprPtr expr;
};

enum class BinaryOp : std::uint8_t {
    add,
    sub,
    mul,
    div,
    mod,
    pow,
    atan2,
    equal,
    not_equal,
    less,
    less_equal,
    greater,
    greater_equal,
    op_and,
    op_or,
    op_unless,
};
std::string_view to_string(BinaryOp op);
bool is_comparison(BinaryOp op);
bool is_set_operator(BinaryOp op);

enum class Cardinality : std::uint8_t { one_to_one, many_to_one, one_to_many, many_to_many };

struct VectorMatching {
    Cardinality cardinality = Cardinality::one_to_one;
    bool on = false;
    std::vector<std::string> labels;   ///< of `on` or `ignoring`
    std::vector<std::string> include;  ///< of `group_left` or `group_right`
};

struct Binary {
    BinaryOp op = BinaryOp::add;
    ExprPtr lhs;
    ExprPtr rhs;
    bool return_bool = false;
    std::optional<VectorMatching> matching;  ///< between two vectors only
};

struct Unary {
    bool negative = false;
    ExprPtr expr;
};

struct Paren {
    ExprPtr expr;
};

/// A node of an expression. Expressions that parse() made are correct: functions have the arguments
/// that they want, of the types that they want.
struct Expr {
    std::variant<NumberLiteral, StringLiteral, VectorSelector, MatrixSelector, Subquery, Call,
                 Aggregate, Binary, Unary, Paren>
        node;
    Span span;
    ValueType type = ValueType::scalar;
    int depth = 1;  ///< levels of nodes from here down
    /// The value is the same at every time: there are only literals and pinned selectors in it, and
    /// no function that looks at the time.
    bool time_invariant = false;

    template <typename Node>
    const Node* as() const {
        return std::get_if<Node>(&node);
    }
    template <typename Node>
    Node* as() {
        return std::get_if<Node>(&node);
    }
};

/// The expression inside of any parentheses.
const Expr& unwrap(const Expr& expr);

}  // namespace nodewatch::promql
