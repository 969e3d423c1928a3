#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "store/labels.hpp"

namespace re2 {
class RE2;
}

/// Relabelling as Prometheus 2.42 does it: rules that change or refuse a set of labels.
/// https://prometheus.io/docs/prometheus/2.42/configuration/configuration/#relabel_config
namespace nodewatch::scrape {

enum class RelabelAction : std::uint8_t {
    replace,
    keep,
    drop,
    keep_equal,
    drop_equal,
    hash_mod,
    label_map,
    label_drop,
    label_keep,
    lowercase,
    uppercase,
};
/// As the configuration has it: "keepequal".
std::string_view to_string(RelabelAction action);
/// In any case of letters.
std::optional<RelabelAction> parse_relabel_action(std::string_view word);

/// A rule as it is written; what is absent has its default.
struct RelabelText {
    RelabelAction action = RelabelAction::replace;
    std::vector<std::string> source_labels = {};
    std::optional<std::string> separator = {};    ///< ";"
    std::optional<std::string> regex = {};        ///< "(.*)"
    std::optional<std::string> replacement = {};  ///< "$1"
    std::string target_label = {};
    std::uint64_t modulus = 0;
};

/// A rule that was checked. A value: cheap to copy, safe to use from several threads.
class RelabelRule {
public:
    /// An error names the action, and has the wrong key as its code. A regular expression may not
    /// need more than a megabyte when compiled.
    static Result<RelabelRule> make(RelabelText text);

    /// False: the labels are refused.
    ///
    /// Regular expressions are RE2's, match as a whole, and their `.` matches no line break.
    /// Letters beyond ASCII keep their case. Where `labelmap` maps several labels to one name, the
    /// last one by name counts; what is no name of a label it leaves out.
    bool apply(store::Labels& labels) const;

private:
    RelabelRule(RelabelText text, std::shared_ptr<const re2::RE2> regex);

    std::string joined(const store::Labels& labels) const;
    bool matches(std::string_view value) const;
    void replace(store::Labels& labels, std::string_view value) const;
    void map(store::Labels& labels) const;
    void remove(store::Labels& labels, bool matching) const;

    RelabelAction action_;
    std::vector<std::string> sources_;
    std::string separator_;
    std::shared_ptr<const re2::RE2> regex_;
    std::string replacement_;
    std::string target_;
    std::uint64_t modulus_;
};

/// Applies the rules in their order until one refuses. False: refused; what the labels are then is
/// of no use.
bool relabel(store::Labels& labels, std::span<const RelabelRule> rules);

}  // namespace nodewatch::scrape
