#include "api/prometheus_series.hpp"

#include <set>

#include "api/escaped_name.hpp"
#include "api/prometheus_json.hpp"
#include "promql/label_name.hpp"
#include "promql/quoting.hpp"

namespace nodewatch::api {

namespace {

/// What all lists are asked with.
struct Selection {
    store::TimeRange range;
    MatcherSets matchers;
    std::size_t limit = 0;  ///< 0: none
};

Result<Selection> parse_selection(const Parameters& parameters) {
    const auto limit = parse_limit(parameters);
    if (!limit) return failure(limit.error());
    const auto start = parse_time(parameters, "start", min_time);
    if (!start) return failure(start.error());
    const auto end = parse_time(parameters, "end", max_time);
    if (!end) return failure(end.error());
    auto matchers = parse_matchers(parameters);
    if (!matchers) return failure(matchers.error());
    return Selection{{*start, *end}, std::move(*matchers), *limit};
}

/// Asks now and then whether somebody still waits.
class Interruption {
public:
    explicit Interruption(const Question& question) : question_(question) {}

    bool stops() {
        if (++calls_ % 4096 == 0 && question_.stop) stop_ = question_.stop();
        return stop_ != promql::Stop::no;
    }
    Result<> outcome() const {
        switch (stop_) {
            case promql::Stop::no:
                return {};
            case promql::Stop::timeout:
                return failure(ErrorKind::timeout, "the request timed out", "timeout");
            case promql::Stop::cancelled:
                return failure(ErrorKind::cancelled, "the request was canceled", "canceled");
        }
        return {};
    }

private:
    const Question& question_;
    std::size_t calls_ = 0;
    promql::Stop stop_ = promql::Stop::no;
};

/// Calls `visit(matchers, interruption)` for each of the sets of matchers, or for the empty one,
/// which selects all series, when there is no set.
template <typename Visit>
Result<> for_each_set(const Selection& selection, const Question& question, Visit visit) {
    if (selection.range.from > selection.range.to) return {};
    Interruption interruption(question);
    MatcherSets sets = selection.matchers;
    if (sets.empty()) sets.emplace_back();
    for (const auto& matchers : sets) {
        if (Result<> visited = visit(matchers, interruption); !visited) return visited;
        if (auto outcome = interruption.outcome(); !outcome) return outcome;
    }
    return {};
}

/// Calls `visit` for the labels of every series that is selected; of one that several sets select,
/// several times.
template <typename Visit>
Result<> visit_series(const Selection& selection, const Question& question,
                      const QueryContext& context, Visit visit) {
    return for_each_set(selection, question, [&](const auto& matchers, Interruption& interruption) {
        return context.source.for_each_series(matchers, selection.range,
                                              [&](const store::Labels& labels) {
                                                  if (interruption.stops()) return false;
                                                  visit(labels);
                                                  return true;
                                              });
    });
}

/// Calls `visit(name, value)` for the labels of all series that are selected: for those called
/// `name`, or for all when it is empty.
template <typename Visit>
Result<> visit_labels(const Selection& selection, const Question& question,
                      const QueryContext& context, std::string_view name, Visit visit) {
    return for_each_set(selection, question, [&](const auto& matchers, Interruption& interruption) {
        return context.source.for_each_label(
            matchers, selection.range, name,
            [&](std::string_view label_name, std::string_view value) {
                if (interruption.stops()) return false;
                visit(label_name, value);
                return true;
            });
    });
}

/// A list of the first `limit` of `items`, which `append` writes.
template <typename Items, typename Append>
Answer answer_list(const Items& items, std::size_t limit, const QueryContext& context,
                   Append append) {
    std::string data = "[";
    std::size_t written = 0;
    for (const auto& item : items) {
        if (limit != 0 && written++ == limit) break;
        if (data.back() != '[') data += ',';
        append(data, item);
    }
    data += ']';
    std::vector<std::string> warnings = context.source.warnings();
    if (limit != 0 && items.size() > limit) warnings.emplace_back("results truncated due to limit");
    return success(data, warnings);
}

Answer answer_names(const std::set<std::string, std::less<>>& names, std::size_t limit,
                    const QueryContext& context) {
    return answer_list(names, limit, context, [](std::string& data, const std::string& name) {
        append_json_string(data, name);
    });
}

void add(std::set<std::string, std::less<>>& names, std::string_view name) {
    if (!names.contains(name)) names.emplace(name);
}

}  // namespace

Answer list_series(const Question& question, const QueryContext& context) {
    if (question.parameters.all("match[]").empty())
        return refusal(bad_data("no match[] parameter provided"));
    // Here, and only here, Prometheus names the parameter of a wrong selector.
    const auto matchers = parse_matchers(question.parameters);
    if (!matchers) return refusal(invalid_parameter("match[]", matchers.error()));
    const auto selection = parse_selection(question.parameters);
    if (!selection) return refusal(selection.error());
    std::set<store::Labels> found;
    bool too_many = false;
    const auto visited =
        visit_series(*selection, question, context, [&](const store::Labels& labels) {
            if (found.size() < context.settings.max_series) {
                found.insert(labels);
            } else if (!found.contains(labels)) {
                too_many = true;
            }
        });
    if (!visited) return refusal(visited.error());
    if (too_many) {
        return refusal({ErrorKind::too_large,
                        "the selectors match more than " +
                            std::to_string(context.settings.max_series) + " series",
                        "execution"});
    }
    return answer_list(found, selection->limit, context, append_labels);
}

Answer list_label_names(const Question& question, const QueryContext& context) {
    const auto selection = parse_selection(question.parameters);
    if (!selection) return refusal(selection.error());
    std::set<std::string, std::less<>> names;
    const auto visited =
        visit_labels(*selection, question, context, {},
                     [&](std::string_view name, std::string_view) { add(names, name); });
    if (!visited) return refusal(visited.error());
    return answer_names(names, selection->limit, context);
}

Answer list_label_values(const Question& question, const QueryContext& context) {
    const std::string name = unescape_name(question.path_parameter);
    // No series has a name that only an escape can bring, but asking for one is no mistake.
    const bool is_escaped = name != question.path_parameter && !name.empty();
    if (!is_escaped && !promql::is_label_name(name))
        return refusal(bad_data("invalid label name: " + promql::quote(name)));
    const auto selection = parse_selection(question.parameters);
    if (!selection) return refusal(selection.error());
    std::set<std::string, std::less<>> values;
    const auto visited =
        visit_labels(*selection, question, context, name,
                     [&](std::string_view, std::string_view value) { add(values, value); });
    if (!visited) return refusal(visited.error());
    return answer_names(values, selection->limit, context);
}

}  // namespace nodewatch::api
