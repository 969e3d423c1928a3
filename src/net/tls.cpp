#include "net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <array>
#include <ctime>
#include <map>
#include <mutex>
#include <system_error>

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

/// OpenSSL reads files to their ends, on the loop's thread: what would take long is refused.
Result<> check_size(const std::string& file) {
    constexpr off_t max_bytes = off_t{4} << 20U;
    struct stat state{};
    // What is absent OpenSSL says.
    if (file.empty() || ::stat(file.c_str(), &state) != 0) return {};
    if (S_ISREG(state.st_mode) && state.st_size <= max_bytes) return {};
    const bool large = S_ISREG(state.st_mode);
    return failure(ErrorKind::configuration,
                   "'" + file + "' cannot be used for TLS: " +
                       (large ? "it is larger than 4 MiB" : "it is no regular file"));
}

bool set_protocol_floor(SSL_CTX* context) {
    return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
}

/// The certificate of ours, and its key.
Result<> use_certificate(SSL_CTX* context, const std::string& certificate, const std::string& key) {
    if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1)
        return failure(
            file_error("certificate file", certificate, "expected a PEM certificate chain"));
    if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1)
        return failure(file_error("key file", key,
                                  "expected the PEM key of the certificate, without password"));
    return {};
}

Result<std::shared_ptr<TlsClientContext>> make_client_context(const TlsClientOptions& options) {
    for (const std::string* file : {&options.ca_file, &options.certificate_file, &options.key_file})
        if (auto fits = check_size(*file); !fits) return failure(fits.error());
    auto result = std::make_shared<TlsClientContext>();
    SSL_CTX* context = result->context.native_handle();
    result->verify = options.verify;
    result->server_name = options.server_name;
    ERR_clear_error();
    if (!set_protocol_floor(context))
        return failure(ErrorKind::internal, "TLS 1.2 is not available: " + openssl_reason());
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);
    if (!options.certificate_file.empty())
        if (auto used = use_certificate(context, options.certificate_file, options.key_file); !used)
            return failure(used.error());
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

/// Which file a name leads to, and when it was last written; nothing when to none.
struct FileState {
    explicit FileState(const std::string& name) {
        struct stat state{};
        if (name.empty() || ::stat(name.c_str(), &state) != 0) return;
        device = state.st_dev;
        inode = state.st_ino;
        size = state.st_size;
        seconds = state.st_mtim.tv_sec;
        nanoseconds = state.st_mtim.tv_nsec;
    }
    bool operator==(const FileState&) const = default;

    dev_t device = 0;
    ino_t inode = 0;
    off_t size = 0;
    std::time_t seconds = 0;
    long nanoseconds = 0;
};

/// By what was asked for and the states of the certificates' files.
class SharedContexts {
public:
    Result<std::shared_ptr<TlsClientContext>> get(const TlsClientOptions& options) {
        const std::lock_guard lock(mutex_);
        // Before the files are read: what changes meanwhile is read again.
        const auto states = states_of(options);
        const auto found = contexts_.find(options);
        if (found != contexts_.end() && found->second.states == states)
            return found->second.context;
        auto made = make_client_context(options);
        if (made) contexts_.insert_or_assign(options, Entry{*made, states});
        return made;
    }

private:
    /// Of the authorities, the certificate and the key.
    using States = std::array<FileState, 3>;
    struct Entry {
        std::shared_ptr<TlsClientContext> context;
        States states;
    };

    static States states_of(const TlsClientOptions& options) {
        const std::string authorities = !options.verify           ? ""
                                        : options.ca_file.empty() ? X509_get_default_cert_file()
                                                                  : options.ca_file;
        return {FileState(authorities), FileState(options.certificate_file),
                FileState(options.key_file)};
    }

    std::mutex mutex_;  ///< worker threads check certificates too
    std::map<TlsClientOptions, Entry>
        contexts_;  ///< as many as the configuration has different options
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
    if (auto used = use_certificate(context, options.certificate_file, options.key_file); !used)
        return failure(used.error());
    return result;
}

}  // namespace nodewatch::net
