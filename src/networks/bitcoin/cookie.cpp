#include "networks/bitcoin/cookie.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/strings.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr std::size_t max_cookie_bytes = 4096;

std::string advice(int error) {
    if (error == ENOENT) return "the node does not run, or keeps it elsewhere (cookie_file)";
    if (error == EACCES)
        return "let the group of nodewatch read it (-rpccookieperms=group), or configure a user";
    return std::string(std::strerror(error));
}

}  // namespace

Result<Credentials> parse_cookie(std::string_view text) {
    const std::string_view line = trim(text.substr(0, text.find('\n')));
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0)
        return failure(ErrorKind::parse, "holds no user and password");
    return Credentials{std::string(line.substr(0, colon)), std::string(line.substr(colon + 1))};
}

Result<Credentials> read_cookie(const std::string& file) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (!in)
        return failure(ErrorKind::file,
                       fmt::format("cookie {} cannot be read: {}", file, advice(errno)));
    std::array<char, max_cookie_bytes> bytes{};
    in.read(bytes.data(), bytes.size());
    auto cookie = parse_cookie({bytes.data(), static_cast<std::size_t>(in.gcount())});
    if (!cookie) return failure(cookie.error().within("cookie " + file));
    return cookie;
}

}  // namespace nodewatch::bitcoin
