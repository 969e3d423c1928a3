#include "unit/net/certificate_files.hpp"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <stdexcept>

namespace nodewatch::net {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using File = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

Certificate make_certificate(EVP_PKEY* key, const std::string& name) {
    Certificate certificate(X509_new(), &X509_free);
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -86'400);
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), CertificateFiles::end);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>("nodewatch test"), -1, -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    const bool address = name.find_first_not_of("0123456789.:") == std::string::npos;
    const std::string alternative = (address ? "IP:" : "DNS:") + name;
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str());
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
    X509_sign(certificate.get(), key, EVP_sha256());
    return certificate;
}

}  // namespace

CertificateFiles::CertificateFiles(const std::string& name) {
    std::string pattern = std::filesystem::temp_directory_path() / "nodewatch-tls-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    certificate_ = folder_ + "/certificate.pem";
    key_ = folder_ + "/key.pem";
    const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    const auto certificate = make_certificate(key.get(), name);
    const File certificate_file(std::fopen(certificate_.c_str(), "w"), &std::fclose);
    PEM_write_X509(certificate_file.get(), certificate.get());
    const File key_file(std::fopen(key_.c_str(), "w"), &std::fclose);
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
}

CertificateFiles::~CertificateFiles() {
    std::filesystem::remove_all(folder_);
}

}  // namespace nodewatch::net
