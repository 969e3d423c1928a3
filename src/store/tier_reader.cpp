#include "store/tier_reader.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "store/documents.hpp"

namespace nodewatch::store {
namespace {

constexpr const char* deleted_key = "store/samples-deleted-before-day";

/// Zero for what is no number.
std::int64_t day_of(std::string_view text) {
    std::int64_t day = 0;
    std::from_chars(text.data(), text.data() + text.size(), day);
    return day;
}

/// Is there a row? What is damaged counts as there: nothing else tells of it.
Result<bool> finds_row(sqlite::Statement& statement) {
    const auto row = statement.step();
    if (!row && !sqlite::is_damage(row.error())) return failure(row.error());
    const bool found = !row || *row;
    statement.reset();
    return found;
}

}  // namespace

Result<> note_deleted_before(sqlite::Connection& connection, std::int64_t day) {
    // Days that were imported late are deleted after younger ones. A damaged note is replaced.
    const auto known = read_document(connection, deleted_key);
    if (known && *known && day_of(**known) >= day) return {};
    return write_document(connection, deleted_key, std::to_string(day));
}

Result<TierReader> TierReader::prepare(sqlite::Connection& connection) {
    TierReader reader;
    for (const auto& [statement, sql] :
         {std::pair{&reader.oldest_,
                    "SELECT (SELECT min(id) FROM tier_minute), (SELECT min(id) FROM tier_hour)"},
          std::pair{&reader.has_samples_, "SELECT 1 FROM chunk WHERE id BETWEEN ? AND ? LIMIT 1"},
          std::pair{&reader.has_minutes_, "SELECT 1 FROM tier_minute WHERE id = ?"},
          std::pair{&reader.minutes_, "SELECT data FROM tier_minute WHERE id = ?"},
          std::pair{&reader.hours_, "SELECT data FROM tier_hour WHERE id = ?"}}) {
        auto prepared = connection.prepare(sql);
        if (!prepared) return failure(prepared.error());
        *statement = std::move(*prepared);
    }
    const auto note = read_document(connection, deleted_key);
    const bool damaged =
        !note && (note.error().kind == ErrorKind::parse || sqlite::is_damage(note.error()));
    if (!note && !damaged) return failure(note.error());
    // Of a damaged note, too, the days are as if nothing had been deleted: `store verify` names it.
    if (note && *note) reader.deleted_before_ = day_of(**note);
    return reader;
}

/// The days of the range that the tiers tell of.
Result<std::optional<TierReader::Days>> TierReader::days_in(TimeRange range) {
    Days days{range.from / day_ms, std::min(range.to / day_ms, deleted_before_ - 1)};
    if (days.first > days.last) return std::nullopt;
    const auto row = oldest_.step();
    if (!row && !sqlite::is_damage(row.error())) return failure(row.error());
    if (!row) return std::nullopt;
    // Keys are above zero: NULL, which reads as zero, is an empty table.
    const std::int64_t minutes = oldest_.integer(0);
    const std::int64_t hours = oldest_.integer(1);
    oldest_.reset();
    std::int64_t oldest = deleted_before_;
    if (minutes != 0) oldest = std::min(oldest, ChunkKey::unpack(minutes).day);
    if (hours != 0) oldest = std::min(oldest, ChunkKey::unpack(hours).day * days_of_hours);
    days.first = std::max(days.first, oldest);
    if (days.first > days.last) return std::nullopt;
    return days;
}

Result<TierReader::Source> TierReader::source_of(GroupId group, std::int64_t day) {
    has_samples_.bind(1, ChunkKey{day, group, 0}.packed())
        .bind(2, ChunkKey{day, group, 0xffff}.packed());
    const auto samples = finds_row(has_samples_);
    if (!samples) return failure(samples.error());
    if (*samples) return Source::samples;
    const auto minutes = finds_row(has_minutes_.bind(1, ChunkKey{day, group, 0}.packed()));
    if (!minutes) return failure(minutes.error());
    return *minutes ? Source::minutes : Source::hours;
}

/// The first day after `days.first` that something else tells of, or another row of hours.
Result<std::int64_t> TierReader::end_of_hours(GroupId group, Days days) {
    const std::int64_t end =
        std::min(days.last + 1, (days.first / days_of_hours + 1) * days_of_hours);
    for (std::int64_t day = days.first + 1; day < end; ++day) {
        const auto source = source_of(group, day);
        if (!source) return failure(source.error());
        if (*source != Source::hours) return day;
    }
    return end;
}

Result<> TierReader::visit_days(sqlite::Statement& blob, std::int64_t key, Tier tier, Days days,
                                std::uint64_t& damaged, const VisitBlob& visit) {
    const auto row = blob.bind(1, key).step();
    if (!row && !sqlite::is_damage(row.error())) return failure(row.error());
    if (!row) ++damaged;
    if (!row || !*row) return {};
    visit({blob.bytes(0), tier, {days.first * day_ms, (days.last + 1) * day_ms - 1}});
    blob.reset();
    return {};
}

Result<> TierReader::read(GroupId group, TimeRange range, std::uint64_t& damaged,
                          const VisitBlob& visit) {
    const auto found = days_in(range);
    if (!found) return failure(found.error());
    if (!*found) return {};
    for (Days days = **found; days.first <= days.last;) {
        const auto source = source_of(group, days.first);
        if (!source) return failure(source.error());
        std::int64_t end = days.first + 1;
        Result<> visited;
        if (*source == Source::minutes) {
            visited = visit_days(minutes_, ChunkKey{days.first, group, 0}.packed(), Tier::minute,
                                 {days.first, days.first}, damaged, visit);
        } else if (*source == Source::hours) {
            const auto next = end_of_hours(group, days);
            if (!next) return failure(next.error());
            end = *next;
            visited = visit_days(hours_, ChunkKey{days.first / days_of_hours, group, 0}.packed(),
                                 Tier::hour, {days.first, end - 1}, damaged, visit);
        }
        if (!visited) return visited;
        days.first = end;
    }
    return {};
}

}  // namespace nodewatch::store
