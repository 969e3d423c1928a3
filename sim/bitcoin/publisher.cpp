#include "sim/bitcoin/publisher.hpp"

#include <fmt/format.h>
#include <zmq.h>

#include <algorithm>

#include "base/json_writer.hpp"
#include "sim/bitcoin/bytes.hpp"

namespace nodewatch::sim::bitcoin {
namespace {

constexpr std::size_t transaction_bytes = 350;
/// Messages that wait for a subscriber who is slow; a node has 1,000 unless told otherwise.
constexpr int max_waiting = 100'000;

}  // namespace

Result<> Publisher::start() {
    stop();
    context_ = ::zmq_ctx_new();
    for (Stream& stream : streams_) {
        stream.socket = ::zmq_socket(context_, ZMQ_PUB);
        const int none = 0;
        ::zmq_setsockopt(stream.socket, ZMQ_LINGER, &none, sizeof none);
        ::zmq_setsockopt(stream.socket, ZMQ_SNDHWM, &max_waiting, sizeof max_waiting);
        const std::string address =
            stream.address.empty() ? std::string("tcp://127.0.0.1:*") : stream.address;
        if (::zmq_bind(stream.socket, address.c_str()) != 0)
            return failure(ErrorKind::transport, address + ": " + ::zmq_strerror(::zmq_errno()));
        std::array<char, 128> bound{};
        std::size_t size = bound.size();
        ::zmq_getsockopt(stream.socket, ZMQ_LAST_ENDPOINT, bound.data(), &size);
        stream.address = bound.data();
        stream.number = 0;
    }
    return {};
}

void Publisher::stop() {
    for (Stream& stream : streams_) {
        if (stream.socket != nullptr) ::zmq_close(stream.socket);
        stream.socket = nullptr;
    }
    if (context_ != nullptr) ::zmq_ctx_term(context_);
    context_ = nullptr;
}

std::string Publisher::notifications() const {
    JsonWriter json;
    json.begin_array();
    for (std::size_t i = 0; i < topics.size(); ++i)
        json.begin_object()
            .member("type", "pub" + std::string(topics[i]))
            .member("address", streams_[i].address)
            .member("hwm", max_waiting)
            .end_object();
    return json.end_array().take();
}

void Publisher::chain_changed(const std::vector<const Block*>& fallen,
                              const std::vector<const Block*>& come, bool downloading) {
    for (const Block* block : fallen)
        publish("sequence", bytes_of(block->hash) + "D");
    for (const Block* block : come)
        publish("sequence", bytes_of(block->hash) + "C");
    if (come.empty() || downloading) return;
    publish("hashblock", bytes_of(come.back()->hash));
    publish("rawblock", come.back()->header + std::string(1, '\0'));
}

void Publisher::transactions(std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::string hash = little_endian(++made_, sizeof made_) + std::string(24, '\0');
        std::string raw = hash;
        raw.resize(transaction_bytes, 't');
        publish("rawtx", raw);
        publish("hashtx", hash);
        publish("sequence", hash + "A" + little_endian(mempool_sequence_++, 8));
    }
}

bool Publisher::skip(std::string_view topic, std::uint32_t numbers) {
    Stream* stream = find(topic);
    if (stream != nullptr) stream->number += numbers;
    return stream != nullptr;
}

bool Publisher::silence(std::string_view topic, bool silent) {
    Stream* stream = find(topic);
    if (stream != nullptr) stream->silent = silent;
    return stream != nullptr;
}

Publisher::Stream* Publisher::find(std::string_view topic) {
    const auto* const found = std::ranges::find(topics, topic);
    return found == topics.end() ? nullptr
                                 : &streams_[static_cast<std::size_t>(found - topics.begin())];
}

void Publisher::publish(std::string_view topic, std::string_view body) {
    Stream& stream = *find(topic);
    if (stream.socket == nullptr || stream.silent) return;
    const std::string number = little_endian(stream.number++, sizeof stream.number);
    ::zmq_send(stream.socket, topic.data(), topic.size(), ZMQ_SNDMORE);
    ::zmq_send(stream.socket, body.data(), body.size(), ZMQ_SNDMORE);
    ::zmq_send(stream.socket, number.data(), number.size(), 0);
}

}  // namespace nodewatch::sim::bitcoin
