#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "store/tables.hpp"
#include "store/tier_reader.hpp"

namespace nodewatch::store {

/// Finds the chunks of a group, on a connection of its own. One thread at a time.
class BlobReader {
public:
    static Result<std::unique_ptr<BlobReader>> open(const std::string& path);
    /// On a connection to a file that cannot be opened once more.
    static Result<std::unique_ptr<BlobReader>> on(sqlite::Connection connection);

    /// Visits the blobs that may have rows in the range, as of one state of the file: what the
    /// tiers have of days whose samples were deleted, merged rows, both by time, then staged ones
    /// in the order in which they came, up to number `last_staged`. What cannot be read for damage
    /// is counted and left out.
    Result<> read(GroupId group, TimeRange range, std::int64_t last_staged, std::uint64_t& damaged,
                  const VisitBlob& visit);

    sqlite::Connection& connection() { return connection_; }

private:
    explicit BlobReader(sqlite::Connection connection) : connection_(std::move(connection)) {}
    Result<> prepare();
    Result<std::int64_t> newest_day();
    Result<bool> next_day(GroupId group, std::int64_t& day, std::uint64_t& damaged);
    Result<> read_merged(GroupId group, TimeRange range, std::uint64_t& damaged,
                         const VisitBlob& visit);

    sqlite::Connection connection_;
    sqlite::Statement begin_;
    sqlite::Statement end_;
    sqlite::Statement merged_;
    sqlite::Statement next_;
    sqlite::Statement newest_;
    sqlite::Statement staged_;
    TierReader tiers_;
};

/// Readers that are not in use wait here for the next query. Thread-safe.
class ReaderPool {
public:
    explicit ReaderPool(std::string path) : path_(std::move(path)) {}
    /// Of one reader, for one thread.
    explicit ReaderPool(std::unique_ptr<BlobReader> only) { idle_.push_back(std::move(only)); }

    /// Gives the reader back at its end. The pool must outlive it.
    class Lease {
    public:
        Lease(ReaderPool& pool, std::unique_ptr<BlobReader> reader, std::uint64_t generation)
            : pool_(&pool), reader_(std::move(reader)), generation_(generation) {}
        Lease(Lease&&) = default;
        Lease& operator=(Lease&&) = delete;
        ~Lease() {
            if (reader_) pool_->give_back(std::move(reader_), generation_);
        }
        BlobReader& operator*() { return *reader_; }
        BlobReader* operator->() { return reader_.get(); }

    private:
        ReaderPool* pool_;
        std::unique_ptr<BlobReader> reader_;
        std::uint64_t generation_;
    };

    Result<Lease> take();
    /// The file was replaced: readers of the old one are not used again.
    void renew();

private:
    /// More are closed when they come back.
    static constexpr std::size_t max_idle = 4;
    void give_back(std::unique_ptr<BlobReader> reader, std::uint64_t generation);

    const std::string path_;
    std::mutex mutex_;  ///< around the list only
    std::vector<std::unique_ptr<BlobReader>> idle_;
    std::uint64_t generation_ = 0;
};

}  // namespace nodewatch::store
