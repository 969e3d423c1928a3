#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/http_server.hpp"
#include "net/url.hpp"

/// What parses can be written, and reads back as the same; no text gets a line break into a header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto url = nodewatch::net::parse_url(text)) {
        const auto again = nodewatch::net::parse_url(url->text());
        if (!again || again->text() != url->text()) std::abort();
        if (url->text().find_first_of("\r\n ") != std::string::npos) std::abort();
    }
    if (const auto endpoint = nodewatch::net::parse_endpoint(text))
        if (endpoint->host.find_first_of("\r\n ") != std::string::npos) std::abort();
    return 0;
}
