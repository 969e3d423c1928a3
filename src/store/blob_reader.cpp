#include "store/blob_reader.hpp"

#include <algorithm>
#include <utility>

#include "store/schema.hpp"
#include "store/visit_rows.hpp"

namespace nodewatch::store {
namespace {

/// So many places that cannot be read end a search: a file of which nothing is left is not looked
/// through day by day.
constexpr std::uint64_t max_damaged_places = 1'000;

/// Visits the blobs of a query and says how many; damage ends it.
Result<std::size_t> visit_all(sqlite::Statement& statement, std::uint64_t& damaged,
                              const VisitBlob& visit) {
    std::size_t count = 0;
    const auto whole = visit_rows(statement, [&] {
        ++count;
        visit({.chunks = statement.bytes(0), .tier = {}});
    });
    if (!whole) return failure(whole.error());
    if (*whole) return count;
    ++damaged;
    return count + 1;
}

/// One state of the file for as long as this lives. Of statements that are compiled once: a query
/// of many series makes many of these.
class ReadTransaction {
public:
    static Result<ReadTransaction> begin(sqlite::Statement& begin, sqlite::Statement& end) {
        if (auto begun = begin.run(); !begun) return failure(begun.error());
        return ReadTransaction(end);
    }
    ReadTransaction(ReadTransaction&& other) noexcept : end_(std::exchange(other.end_, nullptr)) {}
    ReadTransaction& operator=(ReadTransaction&&) = delete;
    ~ReadTransaction() {
        if (end_ == nullptr) return;
        // SQLite ends it by itself after some errors; then there is nothing left to do.
        [[maybe_unused]] const auto ended = end_->run();
    }

private:
    explicit ReadTransaction(sqlite::Statement& end) : end_(&end) {}
    sqlite::Statement* end_;
};

}  // namespace

Result<std::unique_ptr<BlobReader>> BlobReader::open(const std::string& path) {
    auto connection = open_for_reading(path);
    if (!connection) return failure(connection.error());
    return on(std::move(*connection));
}

Result<std::unique_ptr<BlobReader>> BlobReader::on(sqlite::Connection connection) {
    std::unique_ptr<BlobReader> reader(new BlobReader(std::move(connection)));
    if (auto prepared = reader->prepare(); !prepared) return failure(prepared.error());
    return reader;
}

Result<> BlobReader::prepare() {
    const auto make = [&](sqlite::Statement& statement, std::string_view sql) -> Result<> {
        auto prepared = connection_.prepare(sql);
        if (!prepared) return failure(prepared.error());
        statement = std::move(*prepared);
        return {};
    };
    auto made = make(begin_, "BEGIN");
    if (made) made = make(end_, "ROLLBACK");
    if (made)
        made = make(merged_,
                    "SELECT data FROM chunk WHERE id BETWEEN ? AND ? AND last >= ? AND first <= ?");
    if (made) made = make(next_, "SELECT id FROM chunk WHERE id >= ? ORDER BY id LIMIT 1");
    if (made) made = make(newest_, "SELECT id FROM chunk ORDER BY id DESC LIMIT 1");
    if (made) {
        made = make(staged_,
                    "SELECT data FROM staging WHERE group_id = ? AND last >= ? AND first <= ? "
                    "AND id <= ? ORDER BY id");
    }
    if (!made) return made;
    auto tiers = TierReader::prepare(connection_);
    if (!tiers) return failure(tiers.error());
    tiers_ = std::move(*tiers);
    return {};
}

/// The first day from `day` on that may have chunks of the group; false when there is none.
Result<bool> BlobReader::next_day(GroupId group, std::int64_t& day, std::uint64_t& damaged) {
    const auto row = next_.bind(1, ChunkKey{day, group, 0}.packed()).step();
    if (!row && !sqlite::is_damage(row.error())) return failure(row.error());
    if (!row) {
        ++damaged;
        return true;
    }
    if (!*row) return false;
    day = ChunkKey::unpack(next_.integer(0)).day;
    next_.reset();
    return true;
}

/// Of which there are chunks; -1 when there are none. When damage hides it, it is far away.
Result<std::int64_t> BlobReader::newest_day() {
    const auto row = newest_.step();
    if (!row && !sqlite::is_damage(row.error())) return failure(row.error());
    if (!row) return max_time / day_ms;
    if (!*row) return -1;
    const std::int64_t day = ChunkKey::unpack(newest_.integer(0)).day;
    newest_.reset();
    return day;
}

Result<> BlobReader::read_merged(GroupId group, TimeRange range, std::uint64_t& damaged,
                                 const VisitBlob& visit) {
    std::int64_t day = range.from / day_ms;
    std::int64_t last_day = range.to / day_ms;
    if (day < last_day) {
        const auto newest = newest_day();
        if (!newest) return failure(newest.error());
        last_day = std::min(last_day, *newest);
    }
    const std::uint64_t enough = damaged + max_damaged_places;
    while (day <= last_day && damaged < enough) {
        merged_.bind(1, ChunkKey{day, group, 0}.packed())
            .bind(2, ChunkKey{day, group, 0xffff}.packed())
            .bind(3, range.from)
            .bind(4, range.to);
        const auto found = visit_all(merged_, damaged, visit);
        if (!found) return failure(found.error());
        ++day;
        if (*found > 0 || day > last_day) continue;
        // Leaps over days on which there is nothing at all.
        const auto more = next_day(group, day, damaged);
        if (!more) return failure(more.error());
        if (!*more) break;
    }
    return {};
}

Result<> BlobReader::read(GroupId group, TimeRange range, std::int64_t last_staged,
                          std::uint64_t& damaged, const VisitBlob& visit) {
    const auto transaction = ReadTransaction::begin(begin_, end_);
    if (!transaction) return failure(transaction.error());
    range = {std::max<std::int64_t>(range.from, 0), std::min(range.to, max_time)};
    if (auto read = tiers_.read(group, range, damaged, visit); !read) return read;
    if (auto read = read_merged(group, range, damaged, visit); !read) return read;
    staged_.bind(1, std::int64_t{group}).bind(2, range.from).bind(3, range.to).bind(4, last_staged);
    const auto found = visit_all(staged_, damaged, visit);
    if (!found) return failure(found.error());
    return {};
}

Result<ReaderPool::Lease> ReaderPool::take() {
    std::unique_ptr<BlobReader> reader;
    std::uint64_t generation = 0;
    {
        const std::scoped_lock lock(mutex_);
        generation = generation_;
        if (!idle_.empty()) {
            reader = std::move(idle_.back());
            idle_.pop_back();
        }
    }
    if (!reader) {
        auto opened = BlobReader::open(path_);
        if (!opened) return failure(opened.error());
        reader = std::move(*opened);
    }
    return Lease(*this, std::move(reader), generation);
}

void ReaderPool::give_back(std::unique_ptr<BlobReader> reader, std::uint64_t generation) {
    const std::scoped_lock lock(mutex_);
    if (generation == generation_ && idle_.size() < max_idle) idle_.push_back(std::move(reader));
}

void ReaderPool::renew() {
    const std::scoped_lock lock(mutex_);
    ++generation_;
    idle_.clear();
}

}  // namespace nodewatch::store
