#include "net/resolver.hpp"

#include <netdb.h>

#include <boost/asio/ip/address.hpp>
#include <cstring>

#include "net/host_lookups.hpp"

namespace nodewatch::net {
namespace {

HostAnswer look_up(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    HostAnswer answer;
    const int code = ::getaddrinfo(host.c_str(), nullptr, &hints, &list);
    if (code != 0) {
        answer.error = ::gai_strerror(code);
        return answer;
    }
    for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
        asio::ip::tcp::endpoint endpoint;
        if (entry->ai_addrlen > endpoint.capacity()) continue;
        std::memcpy(endpoint.data(), entry->ai_addr, entry->ai_addrlen);
        answer.addresses.push_back(endpoint.address());
    }
    ::freeaddrinfo(list);
    return answer;
}

HostLookups& system_lookups() {
    static HostLookups lookups(look_up, {});
    return lookups;
}

}  // namespace

Task<Result<Endpoints>> resolve(std::string host, std::uint16_t port) {
    boost::system::error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (!not_an_address) co_return Endpoints{asio::ip::tcp::endpoint(address, port)};

    const auto answer = co_await system_lookups().find(host);
    if (!answer) co_return failure(answer.error());
    if (answer->addresses.empty())
        co_return failure(ErrorKind::dns,
                          "host name '" + host + "' does not resolve (" +
                              (answer->error.empty() ? "no address" : answer->error) +
                              "): check the name and this machine's DNS");
    Endpoints endpoints;
    for (const auto& found : answer->addresses)
        endpoints.emplace_back(found, port);
    co_return endpoints;
}

}  // namespace nodewatch::net
