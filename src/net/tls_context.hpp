#pragma once

#include <boost/asio/ssl/context.hpp>

#include "net/tls.hpp"

namespace nodewatch::net {

class TlsClientContext {
public:
    TlsClientContext() : context(boost::asio::ssl::context::tls_client) {}
    boost::asio::ssl::context context;
    bool verify = true;
    std::string server_name;  ///< as in TlsClientOptions
};

class TlsServerContext {
public:
    TlsServerContext() : context(boost::asio::ssl::context::tls_server) {}
    boost::asio::ssl::context context;
};

}  // namespace nodewatch::net
