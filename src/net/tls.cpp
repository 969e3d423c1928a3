#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <map>
#include <mutex>
#include <system_error>
#include <utility>

#include "net/tls_context.hpp"

namespace nodewatch::net {
namespace {

namespace ssl = boost::asio::ssl;

/// The oldest entry of OpenSSL's queue is the cause; the rest is emptied.
std::string openssl_reason() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (ERR_SYSTEM_ERROR(code)) return std::generic_category().message(ERR_GET_REASON(code));
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return reason == nullptr ? "unknown reason" : reason;
}

Error file_error(std::string_view what, const std::string& file, std::string_view advice) {
    return Error{ErrorKind::configuration, std::string(what) + " '" + file + "' cannot be used: " +
                                               openssl_reason() + "; " + std::string(advice)};
}

bool set_protocol_floor(SSL_CTX* context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

Result<std::shared_ptr<TlsClientContext>> make_client_context(const TlsClientOptions& options) {
    auto result = std::make_shared<TlsClientContext>();
    SSL_CTX* context = result->context.native_handle();
    result->verify = options.verify;
    ERR_clear_error();
    if (!set_protocol_floor(context))
        return failure(ErrorKind::internal, "TLS 1.2 is not available: " + openssl_reason());
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_verify(context, options.verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
    if (!options.verify) return result;
    if (options.ca_file.empty()) {
        if (SSL_CTX_set_default_verify_paths(context) != 1)
            return failure(
                ErrorKind::configuration,
                "the system's certificates cannot be loaded: install ca-certificates or name a "
                "ca_file");
    } else if (SSL_CTX_load_verify_locations(context, options.ca_file.c_str(), nullptr) != 1) {
        return failure(file_error("ca_file", options.ca_file, "expected PEM certificates"));
    }
    return result;
}

/// By what was asked for and the age of the certificates' file.
class SharedContexts {
public:
    Result<std::shared_ptr<TlsClientContext>> get(const TlsClientOptions& options) {
        const std::lock_guard lock(mutex_);
        const Key key{options.verify, options.ca_file};
        const auto changed = last_change(options);
        const auto found = contexts_.find(key);
        if (found != contexts_.end() && found->second.changed == changed)
            return found->second.context;
        auto made = make_client_context(options);
        if (made) contexts_.insert_or_assign(key, Entry{*made, changed});
        return made;
    }

private:
    using Key = std::pair<bool, std::string>;
    struct Entry {
        std::shared_ptr<TlsClientContext> context;
        std::filesystem::file_time_type changed;
    };

    static std::filesystem::file_time_type last_change(const TlsClientOptions& options) {
        if (!options.verify) return {};
        std::error_code absent;
        return std::filesystem::last_write_time(
            options.ca_file.empty() ? X509_get_default_cert_file() : options.ca_file, absent);
    }

    std::mutex mutex_;               ///< worker threads check certificates too
    std::map<Key, Entry> contexts_;  ///< as many as the configuration has different options
};

}  // namespace

Result<std::shared_ptr<TlsClientContext>> tls_client_context(const TlsClientOptions& options) {
    static SharedContexts contexts;
    return contexts.get(options);
}

Result<std::shared_ptr<TlsServerContext>> make_tls_server_context(const TlsServerOptions& options) {
    auto result = std::make_shared<TlsServerContext>();
    SSL_CTX* context = result->context.native_handle();
    ERR_clear_error();
    if (!set_protocol_floor(context))
        return failure(ErrorKind::internal, "TLS 1.2 is not available: " + openssl_reason());
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    if (SSL_CTX_use_certificate_chain_file(context, options.certificate_file.c_str()) != 1)
        return failure(file_error("certificate file", options.certificate_file,
                                  "expected a PEM certificate chain"));
    if (SSL_CTX_use_PrivateKey_file(context, options.key_file.c_str(), SSL_FILETYPE_PEM) != 1)
        return failure(file_error("key file", options.key_file,
                                  "expected the PEM key of the certificate, without password"));
    return result;
}

}  // namespace nodewatch::net
