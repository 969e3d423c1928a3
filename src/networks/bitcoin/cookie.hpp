#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

/// The file in which a node leaves a user and a password for programs on its host.
namespace nodewatch::bitcoin {

struct Credentials {
    std::string user, password;
    bool operator==(const Credentials&) const = default;
};

/// "__cookie__:<64 hexadecimal digits>": the password may contain colons.
Result<Credentials> parse_cookie(std::string_view text);
/// Blocks: for a worker thread. Errors name the file, never what is in it.
Result<Credentials> read_cookie(const std::string& file);

}  // namespace nodewatch::bitcoin
