#pragma once

#include <optional>
#include <string_view>

#include "base/settings.hpp"
#include "net/tls.hpp"
#include "net/url.hpp"

/// Keys that all have who ask a server.
namespace nodewatch::net {

/// The address under `key`, a secret, for hosted nodes have a key in the path. Nothing when it is
/// not there, or is wrong, which is told. `plain`, `secure`: the schemes allowed, "http" and
/// "https".
std::optional<Url> read_url(Settings& settings, std::string_view key, std::string_view plain,
                            std::string_view secure);

/// Whether the address is one of this host, by its text.
bool is_loopback(const Url& url);

/// `verify` and `ca_file`; what is not there stays as it is.
void read_tls(Settings settings, TlsClientOptions& tls);

}  // namespace nodewatch::net
