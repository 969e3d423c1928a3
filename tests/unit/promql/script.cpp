#include "unit/promql/script.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>
#include <map>
#include <sstream>

#include "base/strings.hpp"
#include "promql/duration.hpp"
#include "promql/lexer.hpp"
#include "promql/parser.hpp"
#include "promql/printer.hpp"
#include "store/memory_source.hpp"

namespace nodewatch::promql {

namespace {

using Values = std::vector<double>;  // absent() where there is a gap

// A stale marker that was written stands for itself; a gap needs other bits than it.
constexpr std::uint64_t gap_bits = 0x7ff0'0000'0000'0bad;
double gap() {
    return std::bit_cast<double>(gap_bits);
}
bool is_gap(double value) {
    return std::bit_cast<std::uint64_t>(value) == gap_bits;
}

bool almost_equal(double a, double b) {
    constexpr double tolerance = 1e-6;
    constexpr double least_normal = 0x1p-1022;
    if ((std::isnan(a) && std::isnan(b)) || a == b) return true;
    const double difference = std::abs(a - b);
    if (a == 0 || b == 0 || difference < least_normal) return difference < tolerance * least_normal;
    return difference / (std::abs(a) + std::abs(b)) < tolerance;
}

double number(const std::string& text) {
    return std::strtod(text.c_str(), nullptr);
}

/// `1`, `1x3`, `1+2x3`, `_`, `_x3`, `stale`.
void append_values(const std::string& item, Values& out) {
    const std::size_t times = item.find('x');
    const std::string start = item.substr(0, times);
    const int repeats = times == std::string::npos ? 0 : std::atoi(item.c_str() + times + 1);
    if (start == "_") {
        out.insert(out.end(), static_cast<std::size_t>(std::max(repeats, 1)), gap());
        return;
    }
    if (start == "stale") {
        out.push_back(store::stale_marker());
        return;
    }
    std::size_t sign = start.find_first_of("+-", 1);
    if (sign != std::string::npos && to_lower(start)[sign - 1] == 'e')
        sign = start.find_first_of("+-", sign + 1);
    double value = number(start.substr(0, sign));
    const double change = sign == std::string::npos ? 0 : number(start.substr(sign));
    for (int i = 0; i <= repeats; ++i, value += change)
        out.push_back(value);
}

struct Description {
    store::Labels labels;
    Values values;
};

/// `name{label="value"} values`
Description parse_series(const std::string& line) {
    std::size_t end = line.find_first_of(" \t{");
    if (end != std::string::npos && line[end] == '{') {
        Lexer lexer(line);
        Token token = lexer.next();
        while (token.kind != TokenKind::right_brace && token.kind != TokenKind::end)
            token = lexer.next();
        end = token.end();
    }
    Description series;
    const auto matchers = parse_selector(line.substr(0, end));
    if (!matchers) throw std::runtime_error(matchers.error().message);
    for (const store::Matcher& matcher : *matchers)
        series.labels.set(matcher.name(), matcher.value());
    std::istringstream items(end == std::string::npos ? "" : line.substr(end));
    for (std::string item; items >> item;)
        append_values(item, series.values);
    return series;
}

/// Pins selectors and subqueries that are not pinned yet. False when a function makes the result
/// depend on the time of evaluation nevertheless.
bool pin(Expr& expr, std::int64_t time) {
    if (auto* selector = expr.as<VectorSelector>()) {
        if (!selector->shift.at) selector->shift.at = time;
    } else if (auto* matrix = expr.as<MatrixSelector>()) {
        if (!matrix->selector.shift.at) matrix->selector.shift.at = time;
    } else if (auto* subquery = expr.as<Subquery>()) {
        if (!subquery->shift.at) subquery->shift.at = time;
    } else if (auto* call = expr.as<Call>()) {
        bool pinned = !depends_on_time(call->function->id);
        for (const ExprPtr& arg : call->args)
            pinned = pin(*arg, time) && pinned;
        return pinned;
    } else if (auto* aggregate = expr.as<Aggregate>()) {
        const bool param = !aggregate->param || pin(*aggregate->param, time);
        return pin(*aggregate->expr, time) && param;
    } else if (auto* binary = expr.as<Binary>()) {
        const bool left = pin(*binary->lhs, time);
        return pin(*binary->rhs, time) && left;
    } else if (auto* unary = expr.as<Unary>()) {
        return pin(*unary->expr, time);
    } else if (auto* paren = expr.as<Paren>()) {
        return pin(*paren->expr, time);
    }
    return true;
}

struct Case {
    std::size_t line = 0;
    std::string expr;
    bool range = false;
    std::int64_t start = 0;
    std::int64_t end = 0;
    std::int64_t step = 0;
    bool fails = false;
    bool ordered = false;
    std::vector<Description> expected;  ///< in the order of the script
};

struct Value {
    store::Labels labels;
    double value;
};

class Script {
public:
    explicit Script(Edges edges) {
        settings_.max_samples = 10'000;
        settings_.edges = edges;
    }

    ScriptReport run(const std::string& text) {
        for (const std::string_view line : split(text, '\n')) {
            const std::string_view trimmed = trim(line);
            lines_.emplace_back(trimmed.starts_with('#') ? "" : trimmed);
        }
        while (next_ < lines_.size()) {
            const std::string line = lines_[next_++];
            const std::string command = line.substr(0, line.find_first_of(" \t"));
            if (command == "clear") source_.clear();
            if (command == "load") load(line);
            if (command == "edges")
                settings_.edges =
                    line == "edges prometheus2" ? Edges::prometheus2 : Edges::prometheus3;
            if (command.starts_with("eval")) check(read_case(line, command));
        }
        return std::move(report_);
    }

private:
    std::vector<std::string> block() {
        std::vector<std::string> lines;
        while (next_ < lines_.size() && !lines_[next_].empty())
            lines.push_back(lines_[next_++]);
        return lines;
    }

    void load(const std::string& line) {
        const std::int64_t step = *parse_duration(trim(line.substr(4)));
        // Of two definitions of a series in one block the later one counts.
        std::map<store::Labels, Values> definitions;
        for (const std::string& definition : block()) {
            Description series = parse_series(definition);
            definitions[series.labels] = std::move(series.values);
        }
        for (const auto& [labels, values] : definitions)
            for (std::size_t i = 0; i < values.size(); ++i)
                if (!is_gap(values[i]))
                    source_.append(labels, static_cast<std::int64_t>(i) * step, values[i]);
    }

    Case read_case(const std::string& line, const std::string& command) {
        Case c;
        c.line = next_;
        c.fails = command == "eval_fail";
        c.ordered = command == "eval_ordered";
        std::istringstream words(line);
        std::string word;
        words >> word >> word;
        c.range = word == "range";
        const auto duration_after = [&](int skipped) {
            for (int i = 0; i <= skipped; ++i)
                words >> word;
            return *parse_duration(word);
        };
        c.start = duration_after(1);
        if (c.range) {
            c.end = duration_after(1);
            c.step = duration_after(1);
        }
        std::getline(words, c.expr);
        c.expr = trim(c.expr);
        for (const std::string& expected : block())
            c.expected.push_back(parse_expected(expected));
        return c;
    }

    /// A bare number is what a scalar gives; its labels are empty.
    static Description parse_expected(const std::string& line) {
        char* end = nullptr;
        const double value = std::strtod(line.c_str(), &end);
        if (end != line.c_str() && *end == '\0') return {{}, {value}};
        return parse_series(line);
    }

    void check(const Case& c) {
        ++report_.cases;
        if (c.range) {
            check_range(c);
            return;
        }
        check_at(c, c.expr, c.start);
        auto expr = parse(c.expr);
        if (!expr || !pin(**expr, c.start)) return;
        const std::string pinned = to_string(**expr);
        std::vector<std::int64_t> times{-10 * c.start, 0, c.start / 5, c.start, 10 * c.start};
        if (c.start == 0) times = {-1000, 0, 1000};
        for (const std::int64_t time : times)
            check_at(c, pinned, time);
    }

    void check_at(const Case& c, const std::string& text, std::int64_t time) {
        ++report_.checks;
        const auto expr = parse(text);
        if (!expr) return fail(c, text, expr.error().message);
        const auto result = evaluate(**expr, time, source_, settings_);
        if (!result && !c.fails) return fail(c, text, result.error().message);
        if (!result) return;
        if (c.fails) return fail(c, text, "no error");
        compare(c, text, values_of(*result), c.ordered);

        constexpr std::int64_t minute = 60'000;
        const auto range =
            evaluate(**expr, time - minute, time + minute, minute, source_, settings_);
        if (!range) return fail(c, text, "as a range: " + range.error().message);
        if (c.ordered) return;
        ++report_.checks;
        std::vector<Value> middle;
        for (const Series& series : range->series)
            if (!is_absent(series.values[1])) middle.push_back({series.labels, series.values[1]});
        compare(c, text + " (as a range)", middle, false);
    }

    static std::vector<Value> values_of(const QueryResult& result) {
        if (result.type == ValueType::scalar) return {{{}, result.scalar}};
        std::vector<Value> values;
        for (const Series& series : result.series)
            values.push_back({series.labels, series.values[0]});
        return values;
    }

    void compare(const Case& c, const std::string& text, const std::vector<Value>& values,
                 bool ordered) {
        std::map<store::Labels, std::size_t> expected;
        for (std::size_t i = 0; i < c.expected.size(); ++i)
            expected[c.expected[i].labels] = i;
        if (values.size() != expected.size()) {
            return fail(c, text, fmt::format("{} series, not {}", values.size(), expected.size()));
        }
        for (std::size_t i = 0; i < values.size(); ++i) {
            const auto found = expected.find(values[i].labels);
            if (found == expected.end())
                return fail(c, text, "unexpected " + to_string(values[i].labels));
            const double wanted = c.expected[found->second].values.at(0);
            if (!almost_equal(wanted, values[i].value)) {
                fail(c, text,
                     fmt::format("{} is {}, not {}", to_string(values[i].labels), values[i].value,
                                 wanted));
            }
            if (ordered && found->second != i) fail(c, text, fmt::format("order at {}", i));
        }
    }

    void check_range(const Case& c) {
        ++report_.checks;
        const auto expr = parse(c.expr);
        if (!expr) return fail(c, c.expr, expr.error().message);
        const auto result = evaluate(**expr, c.start, c.end, c.step, source_, settings_);
        if (!result && !c.fails) return fail(c, c.expr, result.error().message);
        if (!result) return;
        if (c.fails) return fail(c, c.expr, "no error");
        if (result->series.size() != c.expected.size())
            return fail(c, c.expr, fmt::format("{} series", result->series.size()));
        std::map<store::Labels, Values> expected;
        for (const Description& series : c.expected)
            expected[series.labels] = series.values;
        for (const Series& series : result->series) {
            const Values& wanted = expected[series.labels];
            if (wanted.size() != series.values.size()) {
                fail(c, c.expr, "not as many values of " + to_string(series.labels));
                continue;
            }
            for (std::size_t i = 0; i < wanted.size(); ++i) {
                const bool same = is_gap(wanted[i]) ? is_absent(series.values[i])
                                                    : !is_absent(series.values[i]) &&
                                                          almost_equal(wanted[i], series.values[i]);
                if (same) continue;
                fail(c, c.expr,
                     fmt::format("{} is {} at step {}, not {}", to_string(series.labels),
                                 series.values[i], i, wanted[i]));
            }
        }
    }

    void fail(const Case& c, const std::string& expr, const std::string& what) {
        report_.failures.push_back(fmt::format("line {}: {}: {}", c.line, expr, what));
    }

    Settings settings_;
    store::MemorySource source_;
    std::vector<std::string> lines_;
    std::size_t next_ = 0;
    ScriptReport report_;
};

}  // namespace

ScriptReport run_script(const std::string& text, Edges edges) {
    return Script(edges).run(text);
}

}  // namespace nodewatch::promql
