// A database of places, damaged anywhere: opening it and looking addresses up.

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

#include "networks/geo_file.hpp"

/// libmaxminddb 1.7 leaks some KB when it refuses damaged metadata: once for each such file.
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libmaxminddb";
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using nodewatch::GeoFile;
    const int file = ::memfd_create("places", MFD_CLOEXEC);
    if (file < 0 || ::write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
    const auto database = GeoFile::open(fmt::format("/proc/self/fd/{}", file));
    ::close(file);
    if (!database) return 0;
    (void)(*database)->description();
    for (const char* text : {"81.2.69.160", "89.160.20.112", "255.255.255.255", "2001:218::1"}) {
        const auto place = (*database)->find(boost::asio::ip::make_address(text));
        if (!place) continue;
        if (place->country && place->country->size() != 2) __builtin_trap();
        if (place->latitude.has_value() != place->longitude.has_value()) __builtin_trap();
    }
    return 0;
}
