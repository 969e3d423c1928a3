#include "networks/scrape/secret_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

#include "base/strings.hpp"
#include "net/http_message.hpp"

namespace nodewatch::scrape {
namespace {

std::unexpected<Error> unusable(const std::string& path, std::string_view why) {
    return failure(ErrorKind::file, fmt::format("the secret in the file '{}' cannot be used: {}",
                                                escape_controls(path), why));
}

std::unexpected<Error> system_failure(const std::string& path, int error) {
    std::string why = std::generic_category().message(error);
    if (error == ENOENT) why += "; it is looked for again at each scrape";
    if (error == EACCES) why += "; let the user that runs nodewatch read it";
    return unusable(path, why);
}

Result<std::string> read_open_file(const std::string& path, int file) {
    struct stat state{};
    if (::fstat(file, &state) != 0) return system_failure(path, errno);
    if (!S_ISREG(state.st_mode)) return unusable(path, "it is no regular file");
    std::string text(max_secret_bytes + 1, '\0');
    std::size_t length = 0;
    while (length < text.size()) {
        const ssize_t got = ::read(file, text.data() + length, text.size() - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return system_failure(path, errno);
        if (got == 0) break;
        length += static_cast<std::size_t>(got);
    }
    if (length > max_secret_bytes)
        return unusable(path, fmt::format("it is larger than {} bytes", max_secret_bytes));
    const std::string_view secret = trim(std::string_view(text).substr(0, length));
    if (!net::fits_one_line(secret)) return unusable(path, "it has more than one line");
    return std::string(secret);
}

}  // namespace

Result<std::string> read_secret_file(const std::string& path) {
    // Without O_NONBLOCK a named pipe would hold the thread until somebody writes into it.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file < 0) return system_failure(path, errno);
    auto secret = read_open_file(path, file);
    ::close(file);
    return secret;
}

}  // namespace nodewatch::scrape
