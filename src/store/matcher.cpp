#include "store/matcher.hpp"

#include <re2/re2.h>

#include <algorithm>

namespace nodewatch::store {

namespace {

constexpr std::int64_t max_compiled_bytes = 1 << 20;

std::string_view operator_of(MatchType type) {
    switch (type) {
        case MatchType::equal:
            return "=";
        case MatchType::not_equal:
            return "!=";
        case MatchType::regex:
            return "=~";
        case MatchType::not_regex:
            return "!~";
    }
    return "";
}

bool is_regex(MatchType type) {
    return type == MatchType::regex || type == MatchType::not_regex;
}

}  // namespace

Result<Matcher> Matcher::make(MatchType type, std::string name, std::string value) {
    Matcher matcher;
    matcher.type_ = type;
    matcher.name_ = std::move(name);
    matcher.value_ = std::move(value);
    if (is_regex(type)) {
        re2::RE2::Options options;
        options.set_dot_nl(true);
        options.set_log_errors(false);
        options.set_max_mem(max_compiled_bytes);
        auto regex = std::make_shared<const re2::RE2>(matcher.value_, options);
        if (!regex->ok()) {
            return failure(ErrorKind::parse, "error parsing regexp: " + regex->error());
        }
        matcher.regex_ = std::move(regex);
    }
    return matcher;
}

bool Matcher::matches(std::string_view value) const {
    switch (type_) {
        case MatchType::equal:
            return value == value_;
        case MatchType::not_equal:
            return value != value_;
        case MatchType::regex:
            return re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *regex_);
        case MatchType::not_regex:
            return !re2::RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *regex_);
    }
    return false;
}

std::string to_string(const Matcher& matcher) {
    std::string out = matcher.name();
    out += operator_of(matcher.type());
    append_quoted(out, matcher.value());
    return out;
}

bool all_match(const std::vector<Matcher>& matchers, const Labels& labels) {
    return std::ranges::all_of(matchers, [&](const Matcher& m) { return m.matches(labels); });
}

}  // namespace nodewatch::store
