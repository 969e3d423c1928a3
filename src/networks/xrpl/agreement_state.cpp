#include "networks/xrpl/agreement_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>

#include "base/strings.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr std::string_view first_line = "nodewatch-xrpl-agreement 1";
/// In the order of AgreementClass; pending ones are not saved.
constexpr std::string_view class_letters = "?admru";
constexpr Duration max_age = AgreementTracker::day;
constexpr std::int64_t max_saved = 253'402'300'800'000;  // year 10000

std::unexpected<Error> damaged(std::string_view what) {
    return failure(ErrorKind::parse,
                   fmt::format("saved agreement is damaged or foreign ({}): it starts anew", what));
}

template <typename Totals>
auto total_members(Totals& t) {
    return std::array{&t.agreements, &t.missed,   &t.ours,       &t.partial,
                      &t.checked,    &t.repaired, &t.duplicates, &t.evicted};
}

/// The rest of the line after "<name>", without the space between.
std::optional<std::string_view> content(std::string_view line, std::string_view name) {
    if (!line.starts_with(name)) return std::nullopt;
    line.remove_prefix(name.size());
    if (line.empty()) return line;
    if (line.front() != ' ') return std::nullopt;
    return line.substr(1);
}

std::vector<std::string_view> words(std::string_view text) {
    return text.empty() ? std::vector<std::string_view>{} : split(text, ' ');
}

std::optional<Duration> parse_age(std::string_view text, std::int64_t unit_ms) {
    auto number = parse_uint(text);
    if (!number || *number > static_cast<std::uint64_t>(max_age.count() / unit_ms))
        return std::nullopt;
    return Duration{static_cast<std::int64_t>(*number) * unit_ms};
}

Result<> parse_keys(std::string_view text, SavedAgreement& saved) {
    for (std::string_view key : words(text)) {
        if (key.empty() || key.size() > AgreementTracker::max_key_length ||
            saved.keys.size() == AgreementTracker::max_keys)
            return damaged("keys");
        saved.keys.emplace_back(key);
    }
    return {};
}

Result<> parse_totals(std::string_view text, SavedAgreement& saved) {
    auto members = total_members(saved.totals);
    auto numbers = words(text);
    if (numbers.size() != members.size()) return damaged("totals");
    for (std::size_t i = 0; i < members.size(); ++i) {
        auto number = parse_uint(numbers[i]);
        if (!number) return damaged("totals");
        *members[i] = *number;
    }
    return {};
}

Result<> parse_watched(std::string_view text, SavedAgreement& saved) {
    for (std::string_view word : words(text)) {
        auto ends = split(word, '-');
        if (ends.size() != 2 || saved.watched.size() > Coverage::max_intervals)
            return damaged("watched");
        auto from = parse_age(ends[0], 1);
        auto to = parse_age(ends[1], 1);
        if (!from || !to || *to > *from) return damaged("watched");
        if (!saved.watched.empty() && *from > saved.watched.back().to_ago)
            return damaged("watched");
        saved.watched.push_back({*from, *to});
    }
    return {};
}

/// Reads the entries of the last line one after another.
class LedgerReader {
public:
    explicit LedgerReader(std::string_view text) : next_(text.data()), end_(next_ + text.size()) {}

    bool done() const { return next_ == end_; }
    bool take(char c) {
        if (done() || *next_ != c) return false;
        ++next_;
        return true;
    }
    std::optional<AgreementClass> classified() {
        if (done()) return std::nullopt;
        auto letter = class_letters.find(*next_++);
        if (letter == 0 || letter == std::string_view::npos) return std::nullopt;
        return static_cast<AgreementClass>(letter);
    }
    std::optional<std::uint32_t> number() {
        std::uint32_t value = 0;
        auto [end, error] = std::from_chars(next_, end_, value);
        if (error != std::errc{}) return std::nullopt;
        next_ = end;
        return value;
    }

private:
    const char* next_;
    const char* end_;
};

Result<> parse_ledgers(std::string_view text, SavedAgreement& saved) {
    auto space = text.find(' ');
    auto oldest = parse_age(text.substr(0, space), 1'000);
    if (!oldest) return damaged("ledgers");
    Duration ago = *oldest;
    std::uint32_t sequence = 0;
    LedgerReader reader(space == std::string_view::npos ? "" : text.substr(space + 1));
    while (!reader.done()) {
        ++sequence;
        if (reader.take('@')) {
            auto named = reader.number();
            if (!named) return damaged("ledgers");
            sequence = *named;
        }
        auto classified = reader.classified();
        auto later = reader.number();
        if (!classified || !later || std::chrono::seconds{*later} > ago ||
            saved.ledgers.size() == AgreementTable::max_entries)
            return damaged("ledgers");
        ago -= std::chrono::seconds{*later};
        saved.ledgers.push_back({sequence, ago, *classified});
    }
    return {};
}

}  // namespace

std::string format_agreement(const SavedAgreement& saved) {
    std::string out;
    auto write = std::back_inserter(out);
    fmt::format_to(write, "{}\nsaved {}\nkeys", first_line, saved.at.time_since_epoch().count());
    for (const std::string& key : saved.keys)
        fmt::format_to(write, " {}", key);
    out += "\ntotals";
    for (const std::uint64_t* total : total_members(saved.totals))
        fmt::format_to(write, " {}", *total);
    out += "\nwatched";
    for (const SavedAgreement::Watched& w : saved.watched)
        fmt::format_to(write, " {}-{}", w.from_ago.count(), w.to_ago.count());

    auto seconds = [](Duration d) { return std::chrono::floor<std::chrono::seconds>(d).count(); };
    std::int64_t ago = saved.ledgers.empty() ? 0 : seconds(saved.ledgers.front().ago);
    std::uint32_t sequence = 0;
    fmt::format_to(write, "\nledgers {} ", ago);
    for (const SavedAgreement::Ledger& ledger : saved.ledgers) {
        if (ledger.sequence != ++sequence) fmt::format_to(write, "@{}", ledger.sequence);
        sequence = ledger.sequence;
        fmt::format_to(write, "{}{}", class_letters[static_cast<std::size_t>(ledger.classified)],
                       ago - seconds(ledger.ago));
        ago = seconds(ledger.ago);
    }
    out += '\n';
    return out;
}

Result<SavedAgreement> parse_agreement(std::string_view document) {
    auto lines = split(document, '\n');
    if (lines.size() != 7 || !lines[6].empty()) return damaged("number of lines");
    if (lines[0] != first_line) return damaged("first line");
    auto at = content(lines[1], "saved");
    auto keys = content(lines[2], "keys");
    auto totals = content(lines[3], "totals");
    auto watched = content(lines[4], "watched");
    auto ledgers = content(lines[5], "ledgers");
    if (!at || !keys || !totals || !watched || !ledgers) return damaged("names of lines");

    SavedAgreement saved;
    auto ms = parse_int(*at);
    if (!ms || *ms < 0 || *ms > max_saved) return damaged("saved");
    saved.at = from_unix_milliseconds(*ms);
    if (auto ok = parse_keys(*keys, saved); !ok) return failure(ok.error());
    if (auto ok = parse_totals(*totals, saved); !ok) return failure(ok.error());
    if (auto ok = parse_watched(*watched, saved); !ok) return failure(ok.error());
    if (auto ok = parse_ledgers(*ledgers, saved); !ok) return failure(ok.error());
    return saved;
}

}  // namespace nodewatch::xrpl
