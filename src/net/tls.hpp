#pragma once

#include <compare>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"

namespace nodewatch::net {

/// How a client checks a server, and shows who it is itself. Verification is on unless the operator
/// turns it off for a target.
struct TlsClientOptions {
    bool verify = true;
    std::string ca_file = {};           ///< PEM; empty: the system's certificates
    std::string certificate_file = {};  ///< PEM, for servers that ask for one; empty: none
    std::string key_file = {};          ///< PEM, of that certificate
    std::string server_name = {};       ///< in the server's certificate; empty: the URL's host

    auto operator<=>(const TlsClientOptions&) const = default;
};

/// A certificate and key of ours, PEM files.
struct TlsServerOptions {
    std::string certificate_file;
    std::string key_file;
};

/// Shared OpenSSL contexts; the definition stays inside net/.
class TlsClientContext;
class TlsServerContext;

/// The context for these options. All clients share it, and it is made again when the certificates'
/// files have changed: reading the system's certificates takes tens of milliseconds and megabytes.
/// ErrorKind::configuration: names a file that cannot be used, until it changes; files that are
/// named are regular ones of at most 4 MiB. Thread-safe.
Result<std::shared_ptr<TlsClientContext>> tls_client_context(const TlsClientOptions& options);
Result<std::shared_ptr<TlsServerContext>> make_tls_server_context(const TlsServerOptions& options);

}  // namespace nodewatch::net
