#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "promql/functions.hpp"
#include "promql/label_name.hpp"

namespace nodewatch::promql {

namespace {

/// A regular expression with a template in which `$1`, `${1}`, `$name` and `${name}` stand for what
/// its groups matched and `$$` for `$`, as Go's Regexp.Expand has them.
class Replacement {
public:
    Replacement(const std::string& regex, std::string text)
        : regex_(regex, options()), text_(std::move(text)) {
        if (!regex_.ok()) return;
        groups_.resize(static_cast<std::size_t>(regex_.NumberOfCapturingGroups()) + 1);
    }

    bool ok() const { return regex_.ok(); }

    /// Nothing when `value` as a whole does not match.
    std::optional<std::string> apply(std::string_view value) {
        const re2::StringPiece text(value.data(), value.size());
        if (!regex_.Match(text, 0, value.size(), re2::RE2::ANCHOR_BOTH, groups_.data(),
                          static_cast<int>(groups_.size())))
            return std::nullopt;
        return expand();
    }

private:
    static re2::RE2::Options options() {
        re2::RE2::Options options;
        options.set_dot_nl(true);
        options.set_log_errors(false);
        options.set_max_mem(1 << 20);
        return options;
    }

    std::string expand() const {
        std::string out;
        std::string_view rest = text_;
        while (!rest.empty()) {
            const std::size_t dollar = std::min(rest.find('$'), rest.size());
            out += rest.substr(0, dollar);
            rest.remove_prefix(dollar);
            if (rest.empty()) break;
            rest.remove_prefix(1);
            if (rest.starts_with('$')) {
                out += '$';
                rest.remove_prefix(1);
            } else if (const auto name = take_name(rest)) {
                out += group(*name);
            } else {
                out += '$';
            }
        }
        return out;
    }

    /// Nothing, and nothing taken, where no name of a group stands.
    static std::optional<std::string_view> take_name(std::string_view& rest) {
        const bool braces = rest.starts_with('{');
        std::string_view name = rest.substr(braces ? 1 : 0);
        const auto* end = std::ranges::find_if_not(name, is_word_character);
        name = name.substr(0, static_cast<std::size_t>(end - name.begin()));
        const std::size_t used = name.size() + (braces ? 2 : 0);
        const bool closed = !braces || (rest.size() >= used && rest[used - 1] == '}');
        if (name.empty() || !closed) return std::nullopt;
        rest.remove_prefix(used);
        return name;
    }

    std::string_view group(std::string_view name) const {
        std::size_t index = groups_.size();
        if (std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; })) {
            // More digits than any number of groups has.
            if (name.size() < 9) index = std::stoul(std::string(name));
        } else if (const auto& names = regex_.NamedCapturingGroups();
                   names.contains(std::string(name))) {
            index = static_cast<std::size_t>(names.at(std::string(name)));
        }
        if (index >= groups_.size()) return {};
        return {groups_[index].data(), groups_[index].size()};
    }

    re2::RE2 regex_;
    std::string text_;
    std::vector<re2::StringPiece> groups_;
};

/// What one series becomes.
using Change = std::function<void(store::Labels&)>;

Result<Change> label_replace(const Call& call) {
    const std::string& target = string_of(*call.args[1]);
    const std::string& source = string_of(*call.args[3]);
    const std::string& regex = string_of(*call.args[4]);
    auto replacement = std::make_shared<Replacement>(regex, string_of(*call.args[2]));
    if (!replacement->ok()) {
        return failure(execution_error("invalid regular expression in label_replace(): " + regex));
    }
    if (!is_label_name(target)) {
        return failure(
            execution_error("invalid destination label name in label_replace(): " + target));
    }
    return [target, source, replacement](store::Labels& labels) {
        if (const auto value = replacement->apply(labels.get(source))) labels.set(target, *value);
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
