#include "networks/geo_database.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "base/log.hpp"
#include "networks/country_centres.hpp"

namespace nodewatch {
namespace {

constexpr std::string_view component = "geo";

/// Where geoipupdate and packages put them, the more exact first.
std::vector<std::string> well_known_files() {
    std::vector<std::string> files;
    for (const char* name :
         {"GeoIP2-City", "GeoLite2-City", "dbip-city-lite", "GeoIP2-Country", "GeoLite2-Country",
          "dbip-country-lite", "GeoLite2-ASN", "dbip-asn-lite"})
        for (const char* folder : {"/usr/share/GeoIP", "/var/lib/GeoIP"})
            files.push_back(fmt::format("{}/{}.mmdb", folder, name));
    return files;
}

bool is_public_v4(const boost::asio::ip::address_v4& address) {
    // RFC 6890 and its updates. Networks for examples are not among them: they are in no database
    // but that of the demo.
    static const auto special = [] {
        std::vector<boost::asio::ip::network_v4> networks;
        for (const char* text :
             {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
              "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"})
            networks.push_back(boost::asio::ip::make_network_v4(text));
        return networks;
    }();
    return std::ranges::none_of(special, [&](const boost::asio::ip::network_v4& network) {
        return (address.to_uint() & network.netmask().to_uint()) == network.network().to_uint();
    });
}

bool is_public_v6(const boost::asio::ip::address_v6& address) {
    if (address.is_v4_mapped())
        return is_public_v4(boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address));
    // Global unicast is 2000::/3.
    return (address.to_bytes()[0] & 0xe0U) == 0x20U;
}

/// Fills in what is not known yet.
void merge(GeoPlace& place, GeoPlace more) {
    if (!place.country) place.country = std::move(more.country);
    if (!place.latitude && more.latitude) {
        place.latitude = more.latitude;
        place.longitude = more.longitude;
        place.exact = more.exact;
    }
    if (place.asn) return;
    place.asn = more.asn;
    place.organisation = std::move(more.organisation);
}

}  // namespace

bool is_public(const boost::asio::ip::address& address) {
    return address.is_v4() ? is_public_v4(address.to_v4()) : is_public_v6(address.to_v6());
}

GeoDatabase::GeoDatabase(GeoOptions options) : options_(std::move(options)) {
    for (std::string& path : options_.databases ? *options_.databases : well_known_files())
        if (entries_.size() < max_files) entries_.emplace_back().path = std::move(path);
}

Task<void> GeoDatabase::keep_fresh(Clock& clock, WorkerPool& pool) {
    for (;;) {
        co_await refresh(pool);
        co_await clock.sleep_for(options_.refresh);
    }
}

Task<void> GeoDatabase::refresh(WorkerPool& pool) {
    for (Entry& entry : entries_) {
        auto work = [path = entry.path, known = entry.identity] { return look(path, known); };
        Found found = co_await pool.run(std::move(work));
        take(entry, std::move(found));
    }
}

/// Blocks.
GeoDatabase::Found GeoDatabase::look(const std::string& path,
                                     const std::optional<Identity>& known) {
    struct stat state{};
    if (::stat(path.c_str(), &state) != 0) return {std::nullopt, GeoFile::open(path)};
    const Identity identity{state.st_mtim.tv_sec,
                            state.st_mtim.tv_nsec,
                            state.st_ctim.tv_sec,
                            state.st_ctim.tv_nsec,
                            static_cast<std::uint64_t>(state.st_size),
                            state.st_ino};
    if (known == identity) return {identity, std::nullopt};
    return {identity, GeoFile::open(path)};
}

void GeoDatabase::take(Entry& entry, Found found) const {
    if (!found.opened) return;
    entry.identity = found.identity;
    const auto& opened = *found.opened;
    std::string problem;
    if (opened) {
        entry.file = *opened;
        log::info(component, "{}: {}", entry.path, entry.file->description());
    } else if (found.identity || options_.databases) {
        problem = opened.error().message;
    }
    if (!found.identity) entry.file.reset();
    if (!problem.empty() && problem != entry.problem)
        log::warn(component, "{}; {}", problem,
                  entry.file ? "what it held before stays in use" : "it is not used");
    entry.problem = std::move(problem);
    entry.damaged_record.clear();
}

bool GeoDatabase::available() const {
    return std::ranges::any_of(entries_, [](const Entry& entry) { return entry.file != nullptr; });
}

GeoPlace GeoDatabase::find(const boost::asio::ip::address& address) {
    GeoPlace place;
    if (!is_public(address)) return place;
    for (Entry& entry : entries_) {
        if (!entry.file) continue;
        auto found = entry.file->find(address);
        if (found) {
            merge(place, std::move(*found));
        } else if (entry.damaged_record.empty()) {
            entry.damaged_record = found.error().message;
            log::warn(component, "{}", entry.damaged_record);
        }
    }
    const auto middle =
        place.country && !place.latitude ? middle_of_country(*place.country) : std::nullopt;
    if (!middle) return place;
    place.latitude = middle->latitude;
    place.longitude = middle->longitude;
    return place;
}

std::vector<std::string> GeoDatabase::problems() const {
    std::vector<std::string> problems;
    for (const Entry& entry : entries_)
        for (const std::string& problem : {entry.problem, entry.damaged_record})
            if (!problem.empty()) problems.push_back(problem);
    return problems;
}

std::vector<std::string> GeoDatabase::descriptions() const {
    std::vector<std::string> all;
    for (const Entry& entry : entries_)
        if (entry.file) all.push_back(fmt::format("{}: {}", entry.path, entry.file->description()));
    return all;
}

}  // namespace nodewatch
