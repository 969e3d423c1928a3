#include "networks/geo_file.hpp"

#include <fcntl.h>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <maxminddb.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <cerrno>
#include <ctime>
#include <system_error>

#include "base/strings.hpp"

namespace nodewatch {
namespace {

constexpr std::size_t max_organisation_bytes = 100;
/// The year 9999: a damaged file may tell any time.
constexpr std::uint64_t max_build_seconds = 253'402'300'799;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

std::unexpected<Error> file_failure(const std::string& path, const std::string& what) {
    return failure(ErrorKind::file, fmt::format("{}: {}", path, what));
}

std::unexpected<Error> system_failure(const std::string& path) {
    return file_failure(path, std::generic_category().message(errno));
}

bool same_state(const struct stat& a, const struct stat& b) {
    return a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
           a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

bool copy(int from, int to) {
    std::array<char, 1U << 16U> buffer{};
    for (;;) {
        const ssize_t got = ::read(from, buffer.data(), buffer.size());
        if (got <= 0) return got == 0;
        for (ssize_t put = 0; put < got;) {
            const ssize_t written =
                ::write(to, buffer.data() + put, static_cast<std::size_t>(got - put));
            if (written < 0) return false;
            put += written;
        }
    }
}

/// The file's bytes in memory that nobody else can change.
Result<> copy_to_memory(const std::string& path, int memory) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat before{};
    struct stat after{};
    if (file.number() < 0 || ::fstat(file.number(), &before) != 0) return system_failure(path);
    if (!S_ISREG(before.st_mode)) return file_failure(path, "is no file");
    if (before.st_size > static_cast<off_t>(GeoFile::max_bytes))
        return file_failure(path, "is larger than 512 MiB");
    if (!copy(file.number(), memory) || ::fstat(file.number(), &after) != 0)
        return system_failure(path);
    if (!same_state(before, after)) return file_failure(path, "is being written");
    return {};
}

/// A value of the entry, or what is wrong with the entry. A path ends with a null pointer.
class Entry {
public:
    explicit Entry(MMDB_entry_s entry) : entry_(entry) {}

    std::optional<std::string> text(const char* const* path) {
        const auto data = find(path);
        if (!data || data->type != MMDB_DATA_TYPE_UTF8_STRING) return std::nullopt;
        return sanitize_utf8({data->utf8_string, data->data_size});
    }
    std::optional<double> number(const char* const* path) {
        const auto data = find(path);
        if (!data) return std::nullopt;
        if (data->type == MMDB_DATA_TYPE_DOUBLE) return data->double_value;
        if (data->type == MMDB_DATA_TYPE_FLOAT) return static_cast<double>(data->float_value);
        return std::nullopt;
    }
    std::optional<std::uint64_t> integer(const char* const* path) {
        const auto data = find(path);
        if (!data) return std::nullopt;
        if (data->type == MMDB_DATA_TYPE_UINT16) return data->uint16;
        if (data->type == MMDB_DATA_TYPE_UINT32) return data->uint32;
        if (data->type == MMDB_DATA_TYPE_UINT64) return data->uint64;
        return std::nullopt;
    }
    int status() const { return status_; }

private:
    std::optional<MMDB_entry_data_s> find(const char* const* path) {
        MMDB_entry_data_s data{};
        const int status = MMDB_aget_value(&entry_, &data, path);
        if (status == MMDB_LOOKUP_PATH_DOES_NOT_MATCH_DATA_ERROR) return std::nullopt;
        if (status != MMDB_SUCCESS) status_ = status;
        if (status != MMDB_SUCCESS || !data.has_data) return std::nullopt;
        return data;
    }
    MMDB_entry_s entry_;
    int status_ = MMDB_SUCCESS;
};

// In the nested layout, and in the flat one.
constexpr std::array nested_country = {"country", "iso_code", static_cast<const char*>(nullptr)};
constexpr std::array flat_country = {"country_code", static_cast<const char*>(nullptr)};
constexpr std::array nested_latitude = {"location", "latitude", static_cast<const char*>(nullptr)};
constexpr std::array flat_latitude = {"latitude", static_cast<const char*>(nullptr)};
constexpr std::array nested_longitude = {"location", "longitude",
                                         static_cast<const char*>(nullptr)};
constexpr std::array flat_longitude = {"longitude", static_cast<const char*>(nullptr)};
constexpr std::array asn_number = {"autonomous_system_number", static_cast<const char*>(nullptr)};
constexpr std::array asn_organisation = {"autonomous_system_organization",
                                         static_cast<const char*>(nullptr)};

bool is_country_code(const std::string& code) {
    return code.size() == 2 &&
           std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
}

GeoPlace read_place(Entry& entry) {
    GeoPlace place;
    auto country = entry.text(nested_country.data());
    if (!country) country = entry.text(flat_country.data());
    if (country && is_country_code(*country)) place.country = std::move(country);
    auto latitude = entry.number(nested_latitude.data());
    if (!latitude) latitude = entry.number(flat_latitude.data());
    auto longitude = entry.number(nested_longitude.data());
    if (!longitude) longitude = entry.number(flat_longitude.data());
    const auto within = [](const std::optional<double>& degrees, double limit) {
        return degrees && *degrees >= -limit && *degrees <= limit;
    };
    if (within(latitude, 90) && within(longitude, 180)) {
        place.latitude = latitude;
        place.longitude = longitude;
        place.exact = true;
    }
    place.asn = entry.integer(asn_number.data());
    if (place.asn == 0U) place.asn.reset();  // what belongs to nobody
    if (const auto organisation = entry.text(asn_organisation.data());
        organisation && !organisation->empty())
        place.organisation = abbreviate(*organisation, max_organisation_bytes);
    return place;
}

}  // namespace

struct GeoFile::Database {
    ~Database() {
        if (is_open) MMDB_close(&mmdb);
    }
    std::string path;
    MMDB_s mmdb{};
    bool is_open = false;
};

GeoFile::GeoFile(std::unique_ptr<Database> database) : database_(std::move(database)) {}
GeoFile::~GeoFile() = default;

Result<std::shared_ptr<const GeoFile>> GeoFile::open(const std::string& path) {
    const Descriptor memory(::memfd_create("geo", MFD_CLOEXEC));
    if (memory.number() < 0) return system_failure(path);
    if (const auto copied = copy_to_memory(path, memory.number()); !copied)
        return failure(copied.error());
    auto database = std::make_unique<Database>();
    database->path = path;
    // The library opens names alone. Its mapping stays when the descriptor is closed.
    const std::string name = fmt::format("/proc/self/fd/{}", memory.number());
    const int status = MMDB_open(name.c_str(), MMDB_MODE_MMAP, &database->mmdb);
    if (status != MMDB_SUCCESS)
        return file_failure(path, fmt::format("is no database of places that can be read ({})",
                                              MMDB_strerror(status)));
    database->is_open = true;
    return std::shared_ptr<const GeoFile>(new GeoFile(std::move(database)));
}

Result<GeoPlace> GeoFile::find(const boost::asio::ip::address& address) const {
    const boost::asio::ip::tcp::endpoint endpoint(address, 0);
    int status = MMDB_SUCCESS;
    const auto found = MMDB_lookup_sockaddr(&database_->mmdb, endpoint.data(), &status);
    if (status == MMDB_IPV6_LOOKUP_IN_IPV4_DATABASE_ERROR) return GeoPlace{};
    GeoPlace place;
    if (status == MMDB_SUCCESS && found.found_entry) {
        Entry entry(found.entry);
        place = read_place(entry);
        status = entry.status();
    }
    if (status == MMDB_SUCCESS) return place;
    return file_failure(database_->path,
                        fmt::format("has damaged records ({})", MMDB_strerror(status)));
}

std::string GeoFile::description() const {
    const auto& metadata = database_->mmdb.metadata;
    // Not by a time point of the standard library, whose nanoseconds end in 2262.
    const auto built =
        static_cast<std::time_t>(std::min<std::uint64_t>(metadata.build_epoch, max_build_seconds));
    return fmt::format("{} of {:%Y-%m-%d}",
                       escape_controls(abbreviate(metadata.database_type, max_organisation_bytes)),
                       fmt::gmtime(built));
}

}  // namespace nodewatch
