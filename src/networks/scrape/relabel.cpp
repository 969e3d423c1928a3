#include "networks/scrape/relabel.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <re2/re2.h>

#include <algorithm>
#include <array>

#include "base/strings.hpp"
#include "promql/label_name.hpp"
#include "promql/regex_match.hpp"

namespace nodewatch::scrape {

namespace {

constexpr std::int64_t max_compiled_bytes = 1 << 20;
constexpr std::string_view default_separator = ";";
constexpr std::string_view default_regex = "(.*)";
constexpr std::string_view default_replacement = "$1";

using enum RelabelAction;

constexpr std::array<std::pair<RelabelAction, std::string_view>, 11> action_words{{
    {replace, "replace"},
    {keep, "keep"},
    {drop, "drop"},
    {keep_equal, "keepequal"},
    {drop_equal, "dropequal"},
    {hash_mod, "hashmod"},
    {label_map, "labelmap"},
    {label_drop, "labeldrop"},
    {label_keep, "labelkeep"},
    {lowercase, "lowercase"},
    {uppercase, "uppercase"},
}};

re2::StringPiece piece(std::string_view text) {
    return {text.data(), text.size()};
}

std::string to_upper(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

/// Whether a text may give a label's name when groups are filled in. Prometheus asks no more: what
/// a group holds is seen later.
bool may_be_label_name(std::string_view text) {
    static const re2::RE2 form(R"((?:\w|\$\w+|\$\{\w+\})+)");
    const bool digit_first = !text.empty() && text.front() >= '0' && text.front() <= '9';
    return !digit_first && re2::RE2::FullMatch(piece(text), form);
}

/// The last 8 bytes of MD5, big-endian. Nothing where the system forbids MD5.
std::optional<std::uint64_t> hash_of(std::string_view text) {
    std::array<unsigned char, 16> digest{};
    unsigned int size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_md5(), nullptr) != 1)
        return std::nullopt;
    std::uint64_t hash = 0;
    for (std::size_t i = 8; i < digest.size(); ++i)
        hash = hash << 8U | digest[i];
    return hash;
}

bool wants_target(RelabelAction action) {
    return action == replace || action == hash_mod || action == lowercase || action == uppercase ||
           action == keep_equal || action == drop_equal;
}

/// What is wrong with a rule, and under which key.
struct Fault {
    std::string_view key;
    std::string message;
};

std::optional<Fault> target_fault(const RelabelText& text) {
    if (!wants_target(text.action)) return std::nullopt;
    if (text.target_label.empty()) return Fault{"target_label", "needs a `target_label`"};
    // Only `replace` fills groups in. Prometheus checks the others in the same way all the same.
    const bool good = text.action == hash_mod ? promql::is_label_name(text.target_label)
                                              : may_be_label_name(text.target_label);
    if (good) return std::nullopt;
    return Fault{"target_label", fmt::format("'{}' is no name of a label",
                                             escape_controls(abbreviate(text.target_label, 60)))};
}

/// The first key beyond `allowed` that is not at its default.
std::optional<Fault> surplus_fault(const RelabelText& text,
                                   std::initializer_list<std::string_view> allowed) {
    const std::array<std::pair<std::string_view, bool>, 6> keys{{
        {"source_labels", !text.source_labels.empty()},
        {"target_label", !text.target_label.empty()},
        {"regex", text.regex.has_value()},
        {"modulus", text.modulus != 0},
        {"separator", text.separator.value_or(std::string(default_separator)) != default_separator},
        {"replacement",
         text.replacement.value_or(std::string(default_replacement)) != default_replacement},
    }};
    for (const auto& [key, given] : keys)
        if (given && std::ranges::find(allowed, key) == allowed.end())
            return Fault{key, fmt::format("`{}` does not belong to it", key)};
    return std::nullopt;
}

std::optional<Fault> fault_of(const RelabelText& text) {
    if (text.action == hash_mod && text.modulus == 0)
        return Fault{"modulus", "needs a `modulus` above 0"};
    if (text.action == hash_mod && !hash_of(""))
        return Fault{"action", "needs MD5, which the OpenSSL of this system refuses"};
    if (auto fault = target_fault(text)) return fault;
    for (const auto& name : text.source_labels)
        if (!promql::is_label_name(name))
            return Fault{"source_labels", fmt::format("'{}' is no name of a label",
                                                      escape_controls(abbreviate(name, 60)))};
    switch (text.action) {
        case lowercase:
        case uppercase:
            return surplus_fault(
                text, {"source_labels", "separator", "target_label", "regex", "modulus"});
        case keep_equal:
        case drop_equal:
            return surplus_fault(text, {"source_labels", "target_label"});
        case label_drop:
        case label_keep:
            return surplus_fault(text, {"regex"});
        case label_map:
            if (text.replacement && !may_be_label_name(*text.replacement))
                return Fault{"replacement", "gives no name of a label"};
            return std::nullopt;
        default:
            return std::nullopt;
    }
}

}  // namespace

std::string_view to_string(RelabelAction action) {
    return std::ranges::find(action_words, action,
                             &std::pair<RelabelAction, std::string_view>::first)
        ->second;
}

std::optional<RelabelAction> parse_relabel_action(std::string_view word) {
    const std::string lower = to_lower(word);
    for (const auto& [action, name] : action_words)
        if (name == lower) return action;
    return std::nullopt;
}

RelabelRule::RelabelRule(RelabelText text, std::shared_ptr<const re2::RE2> regex)
    : action_(text.action),
      sources_(std::move(text.source_labels)),
      separator_(std::move(text.separator).value_or(std::string(default_separator))),
      regex_(std::move(regex)),
      replacement_(std::move(text.replacement).value_or(std::string(default_replacement))),
      target_(std::move(text.target_label)),
      modulus_(text.modulus) {}

Result<RelabelRule> RelabelRule::make(RelabelText text) {
    const auto fail = [&](const Fault& fault) {
        return failure(
            ErrorKind::configuration,
            fmt::format("relabelling rule `{}`: {}", to_string(text.action), fault.message),
            std::string(fault.key));
    };
    if (const auto fault = fault_of(text)) return fail(*fault);
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(max_compiled_bytes);
    auto regex = std::make_shared<const re2::RE2>(
        piece(text.regex ? std::string_view(*text.regex) : default_regex), options);
    if (!regex->ok()) return fail({"regex", "error parsing regexp: " + regex->error()});
    return RelabelRule(std::move(text), std::move(regex));
}

std::string RelabelRule::joined(const store::Labels& labels) const {
    std::string out;
    for (std::size_t i = 0; i < sources_.size(); ++i) {
        if (i > 0) out += separator_;
        out += labels.get(sources_[i]);
    }
    return out;
}

bool RelabelRule::matches(std::string_view value) const {
    return re2::RE2::FullMatch(piece(value), *regex_);
}

void RelabelRule::replace(store::Labels& labels, std::string_view value) const {
    const auto groups = promql::RegexMatch::match(*regex_, value);
    if (!groups) return;
    const std::string target = groups->expand(target_);
    if (promql::is_label_name(target)) labels.set(target, groups->expand(replacement_));
}

void RelabelRule::map(store::Labels& labels) const {
    const store::Labels before = labels;
    for (const auto& label : before) {
        const auto groups = promql::RegexMatch::match(*regex_, label.name);
        if (!groups) continue;
        const std::string name = groups->expand(replacement_);
        if (promql::is_label_name(name)) labels.set(name, label.value);
    }
}

void RelabelRule::remove(store::Labels& labels, bool matching) const {
    const store::Labels before = labels;
    for (const auto& label : before)
        if (matches(label.name) == matching) labels.remove(label.name);
}

bool RelabelRule::apply(store::Labels& labels) const {
    const std::string value = joined(labels);
    switch (action_) {
        case RelabelAction::replace:
            replace(labels, value);
            return true;
        case keep:
            return matches(value);
        case drop:
            return !matches(value);
        case keep_equal:
            return labels.get(target_) == value;
        case drop_equal:
            return labels.get(target_) != value;
        case hash_mod:
            labels.set(target_, std::to_string(hash_of(value).value_or(0) % modulus_));
            return true;
        case label_map:
            map(labels);
            return true;
        case label_drop:
            remove(labels, true);
            return true;
        case label_keep:
            remove(labels, false);
            return true;
        case lowercase:
            labels.set(target_, to_lower(value));
            return true;
        case uppercase:
            labels.set(target_, to_upper(value));
            return true;
    }
    return true;
}

bool relabel(store::Labels& labels, std::span<const RelabelRule> rules) {
    return std::ranges::all_of(rules, [&](const RelabelRule& rule) { return rule.apply(labels); });
}

}  // namespace nodewatch::scrape
