#include "networks/bitcoin/zmq_publications.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "networks/bitcoin/document.hpp"

namespace nodewatch::bitcoin {
namespace {

bool is_loopback(std::string_view host) {
    return host.starts_with("127.") || host == "::1" || host == "localhost";
}

bool is_any_address(std::string_view host) {
    return host == "*" || host == "0.0.0.0" || host == "::";
}

/// The address as it is reached from here, or why it is not.
Result<net::ZmqAddress> reachable(net::ZmqAddress address, std::string_view rpc_host) {
    const bool same_host = is_loopback(rpc_host);
    if (is_any_address(address.host)) address.host = rpc_host;
    if (same_host || (!address.is_local_socket() && !is_loopback(address.host))) return address;
    return failure(ErrorKind::configuration, address.text() + " is of the node's own host alone");
}

void add(ZmqPublications& all, ZmqStream stream, std::string_view listed,
         std::string_view rpc_host) {
    auto address = net::parse_zmq_address(listed);
    if (address) address = reachable(std::move(*address), rpc_host);
    if (!address) {
        all.notices.push_back(fmt::format(
            "the node publishes {0} where it cannot be heard from here ({1}): bind it to another "
            "address, or tell nodewatch the way by `zmq: {{{0}: [tcp://host:port]}}`",
            to_string(stream), address.error().message));
        return;
    }
    ZmqPublication publication{stream, std::move(*address)};
    if (std::ranges::find(all.usable, publication) == all.usable.end())
        all.usable.push_back(std::move(publication));
}

}  // namespace

ZmqOptions read_zmq_options(Settings settings) {
    ZmqOptions options;
    for (std::size_t i = 0; i < zmq_stream_count; ++i) {
        const auto stream = static_cast<ZmqStream>(i);
        const std::string_view key = to_string(stream);
        for (const std::string& text : settings.texts(key)) {
            auto address = net::parse_zmq_address(text);
            if (!address)
                settings.fail(key, address.error().message);
            else if (is_any_address(address->host))
                settings.fail(key,
                              "names no host: a node binds to such an address, nodewatch "
                              "connects to one");
            else if (options.publications.size() >= max_zmq_publications)
                settings.fail(key, fmt::format("more than {} addresses", max_zmq_publications));
            else
                options.publications.push_back({stream, std::move(*address)});
        }
    }
    options.discover = settings.boolean("discover", options.publications.empty());
    if (options.discover && !options.publications.empty())
        settings.fail("discover", "either the addresses of the node, or those that it tells");
    return options;
}

Result<ZmqPublications> decode_zmq_notifications(std::string_view result,
                                                 std::string_view rpc_host) {
    const auto document = parse_array(result, "the answer to getzmqnotifications");
    if (!document) return failure(document.error());
    ZmqPublications all;
    for (const json::Element& entry : document->root.get_array()) {
        constexpr std::string_view prefix = "pub";
        const std::string type = text(entry, "type").value_or("");
        const auto address = text(entry, "address");
        if (!type.starts_with(prefix) || !address) continue;
        // Forks publish topics of their own.
        const auto stream = zmq_stream(std::string_view(type).substr(prefix.size()));
        if (!stream || all.usable.size() + all.notices.size() >= max_zmq_publications) continue;
        add(all, *stream, *address, rpc_host);
    }
    if (all.usable.empty() && all.notices.empty())
        all.notices.emplace_back(
            "ZMQ is off at the node: its blocks are seen by polling. Start it with "
            "-zmqpubhashblock=tcp://127.0.0.1:28332 and -zmqpubrawtx=tcp://127.0.0.1:28333 to see "
            "them at once");
    return all;
}

}  // namespace nodewatch::bitcoin
