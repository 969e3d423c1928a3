#pragma once

#include <cstdint>
#include <string>

#include "net/tls.hpp"

namespace nodewatch::net {

/// A self-signed certificate for `name` (a host name or an address) made for this test, in files
/// that vanish with it. As a client's ca_file it makes the server trusted.
class CertificateFiles {
public:
    /// notAfter: 2126-01-01T00:00:00Z, in unix seconds.
    static constexpr std::int64_t end = 4'922'899'200;

    explicit CertificateFiles(const std::string& name);
    ~CertificateFiles();
    CertificateFiles(const CertificateFiles&) = delete;
    CertificateFiles& operator=(const CertificateFiles&) = delete;

    TlsServerOptions server() const { return {certificate_, key_}; }
    TlsClientOptions client() const { return {true, certificate_}; }

private:
    std::string folder_;
    std::string certificate_;
    std::string key_;
};

}  // namespace nodewatch::net
