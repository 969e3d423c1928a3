#pragma once

#include <boost/asio/ip/address.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"
#include "base/worker_pool.hpp"
#include "networks/geo_file.hpp"

namespace nodewatch {

struct GeoOptions {
    /// Databases (.mmdb), the more exact first. Absent: those of well-known names in
    /// /usr/share/GeoIP and /var/lib/GeoIP. Empty: none, no address is looked up.
    std::optional<std::vector<std::string>> databases;
    Duration refresh{60'000};  ///< how often it is looked whether a file is new
};

/// Whether an address is one of the public Internet: not of this host, of a private network,
/// of CJDNS, multicast and the like.
bool is_public(const boost::asio::ip::address& address);

/// Where addresses are, by all databases together: what the first that knows it says. Files are
/// opened again when they change; while one is damaged, what it held before stays in use. Loop
/// thread only.
class GeoDatabase {
public:
    static constexpr std::size_t max_files = 16;

    explicit GeoDatabase(GeoOptions options);

    /// Opens what is there and new, on the pool. Logs what it opened, and new problems.
    Task<void> refresh(WorkerPool& pool);
    /// Does so for ever. Both outlive it.
    Task<void> keep_fresh(Clock& clock, WorkerPool& pool);

    /// Whether any database is open.
    bool available() const;
    /// An address that is not public is not looked up: its place is empty.
    GeoPlace find(const boost::asio::ip::address& address);
    /// What is wrong with files that were configured or are there: a sentence each.
    std::vector<std::string> problems() const;
    /// The open ones, for people: "/usr/share/GeoIP/GeoLite2-City.mmdb: GeoLite2-City of
    /// 2026-11-03"
    std::vector<std::string> descriptions() const;

private:
    /// By which a file is known to be another one, or to have other rights; none: it is not there.
    struct Identity {
        std::int64_t seconds = 0, nanoseconds = 0;
        std::int64_t change_seconds = 0, change_nanoseconds = 0;
        std::uint64_t bytes = 0, inode = 0;
        bool operator==(const Identity&) const = default;
    };
    struct Entry {
        std::string path;
        std::optional<Identity> identity;
        std::shared_ptr<const GeoFile> file;
        std::string problem;         ///< with the file as it is now; empty: none
        std::string damaged_record;  ///< the same, met by a look-up
    };
    /// What was found at a path.
    struct Found {
        std::optional<Identity> identity;
        std::optional<Result<std::shared_ptr<const GeoFile>>> opened;  ///< absent: as before
    };
    static Found look(const std::string& path, const std::optional<Identity>& known);
    void take(Entry& entry, Found found) const;

    GeoOptions options_;
    std::vector<Entry> entries_;
};

}  // namespace nodewatch
