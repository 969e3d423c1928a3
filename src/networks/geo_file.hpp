#pragma once

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace nodewatch {

/// What is known of where an address is. Absent is unknown.
struct GeoPlace {
    std::optional<std::string> country;         ///< ISO 3166-1, two capital letters
    std::optional<double> latitude, longitude;  ///< degrees; both or none
    bool exact = false;                         ///< false: they are the middle of the country
    std::optional<std::uint64_t> asn;           ///< number of the autonomous system
    std::optional<std::string> organisation;    ///< which has it; free text
};

/// One database in the format of MaxMind (.mmdb): of cities, countries or autonomous systems, in
/// the nested layout (MaxMind, DB-IP) or the flat one (ip-location-db). It is read into memory as a
/// whole: who overwrites the file in its place does not harm us. May be asked by several threads.
class GeoFile {
public:
    static constexpr std::size_t max_bytes = 512U << 20U;

    /// Blocks. An error tells of a file that is not there, damaged, larger than max_bytes, or is
    /// being written.
    static Result<std::shared_ptr<const GeoFile>> open(const std::string& path);

    ~GeoFile();
    GeoFile(const GeoFile&) = delete;
    GeoFile& operator=(const GeoFile&) = delete;

    /// An address that is not in it has an empty place; an error tells of a damaged record.
    Result<GeoPlace> find(const boost::asio::ip::address& address) const;

    /// "GeoLite2-City of 2026-11-03"
    std::string description() const;

private:
    struct Database;
    explicit GeoFile(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
};

}  // namespace nodewatch
