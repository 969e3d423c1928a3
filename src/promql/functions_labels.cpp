#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "promql/functions.hpp"
#include "promql/label_name.hpp"
#include "promql/regex_match.hpp"

namespace nodewatch::promql {

namespace {

std::shared_ptr<const re2::RE2> compile(const std::string& regex) {
    re2::RE2::Options options;
    options.set_dot_nl(true);
    options.set_log_errors(false);
    options.set_max_mem(1 << 20);
    auto compiled = std::make_shared<const re2::RE2>(regex, options);
    return compiled->ok() ? compiled : nullptr;
}

/// What one series becomes.
using Change = std::function<void(store::Labels&)>;

Result<Change> label_replace(const Call& call) {
    const std::string& target = string_of(*call.args[1]);
    const std::string& source = string_of(*call.args[3]);
    const std::string& regex = string_of(*call.args[4]);
    const std::string& replacement = string_of(*call.args[2]);
    const auto compiled = compile(regex);
    if (!compiled) {
        return failure(execution_error("invalid regular expression in label_replace(): " + regex));
    }
    if (!is_label_name(target)) {
        return failure(
            execution_error("invalid destination label name in label_replace(): " + target));
    }
    return [target, source, replacement, compiled](store::Labels& labels) {
        const std::string value(labels.get(source));
        if (const auto groups = RegexMatch::match(*compiled, value))
            labels.set(target, groups->expand(replacement));
    };
}

Result<Change> label_join(const Call& call) {
    const std::string& target = string_of(*call.args[1]);
    const std::string& separator = string_of(*call.args[2]);
    std::vector<std::string> sources;
    for (std::size_t i = 3; i < call.args.size(); ++i) {
        sources.push_back(string_of(*call.args[i]));
        if (!is_label_name(sources.back())) {
            return failure(
                execution_error("invalid source label name in label_join(): " + sources.back()));
        }
    }
    if (!is_label_name(target)) {
        return failure(
            execution_error("invalid destination label name in label_join(): " + target));
    }
    return [target, separator, sources](store::Labels& labels) {
        std::string joined;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            if (i > 0) joined += separator;
            joined += labels.get(sources[i]);
        }
        labels.set(target, joined);
    };
}

}  // namespace

Result<VectorPtr> call_label_change(Evaluator& evaluator, const Call& call, const Steps& steps) {
    auto operand = evaluator.vector(*call.args[0], steps);
    if (!operand) return operand;
    const auto change =
        call.function->id == FunctionId::label_replace ? label_replace(call) : label_join(call);
    if (!change) return failure(change.error());
    std::vector<store::Labels> labels;
    labels.reserve((*operand)->size());
    for (std::size_t i = 0; i < (*operand)->size(); ++i) {
        labels.push_back((*operand)->labels(i));
        (*change)(labels.back());
    }
    return relabel(std::move(*operand), std::move(labels), steps.count, evaluator.budget());
}

}  // namespace nodewatch::promql
