#pragma once

#include <boost/asio/ssl/context.hpp>

#include "net/tls.hpp"

namespace nodewatch::net {

class TlsClientContext {
public:
    TlsClientContext() : context(boost::asio::ssl::context::tls_client) {}
    boost::asio::ssl::context context;
    bool verify = true;
};

class TlsServerContext {
public:
    TlsServerContext() : context(boost::asio::ssl::context::tls_server) {}
    boost::asio::ssl::context context;
};

}  // namespace nodewatch::net
