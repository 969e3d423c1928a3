#include "sim/xrpl/flood.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "base/json.hpp"
#include "fakes.hpp"
#include "loop.hpp"
#include "net/websocket_client.hpp"
#include "net/websocket_frames.hpp"
#include "sim/xrpl/flood_messages.hpp"
#include "sim/xrpl/model.hpp"

namespace nodewatch::sim::xrpl {
namespace {

Recording recorded_streams() {
    auto recording = load_recording(recording_file("run-a-streams"), "n1/ws", "n1/http");
    EXPECT_TRUE(recording.has_value());
    return std::move(*recording);
}

std::vector<std::string> messages_of(const std::string& frames) {
    net::WebSocketDecoder decoder(net::WebSocketSide::client, 1U << 20U);
    std::vector<std::string> messages;
    std::size_t given = 0;
    while (true) {
        const net::WebSocketEvent event = decoder.next();
        if (event.kind == net::WebSocketEvent::Kind::message) {
            messages.emplace_back(event.payload);
            continue;
        }
        EXPECT_EQ(event.kind, net::WebSocketEvent::Kind::need_more);
        if (given == frames.size()) return messages;
        const auto room = decoder.room();
        const std::size_t size = std::min(room.size(), frames.size() - given);
        std::memcpy(room.data(), frames.data() + given, size);
        decoder.received(size);
        given += size;
    }
}

TEST(FloodMessages, EachLedgerIsSignedByEveryValidatorAndThenClosed) {
    const auto flood = FloodMessages::make(recorded_streams(), 7);
    ASSERT_TRUE(flood.has_value());
    std::string frames;
    flood->append(100'000'001, frames);
    flood->append(100'000'002, frames);
    const auto messages = messages_of(frames);
    ASSERT_EQ(messages.size(), 16U);

    simdjson::dom::parser parser;
    for (std::size_t ledger = 0; ledger < 2; ++ledger) {
        std::set<std::string> keys;
        std::set<std::string> hashes;
        for (std::size_t i = 0; i < 8; ++i) {
            const json::Element message = parser.parse(messages[ledger * 8 + i]).value();
            EXPECT_EQ(json::unsigned_integer(message, "ledger_index"), 100'000'001 + ledger);
            hashes.emplace(std::string(*json::text(message, "ledger_hash")).substr(0, 16));
            if (i < 7) keys.emplace(*json::text(message, "validation_public_key"));
            EXPECT_EQ(json::text(message, "type"), i < 7 ? "validationReceived" : "ledgerClosed");
        }
        EXPECT_EQ(keys.size(), 7U);
        EXPECT_EQ(hashes.size(), 1U) << "all sign the ledger that closes";
    }
}

TEST(Flood, SendsWhatWasAskedForAfterTheSubscribe) {
    Loop loop;
    Network network(NetworkOptions{}, loop.clock.now());
    RecordingSink sink;
    NodeModel model({}, network, sink, loop.clock.now());
    FloodOptions options;
    options.messages = 1'000;
    options.validators = 10;
    Flood flood(loop.executor(), loop.clock, recorded_streams(), model, options);
    ASSERT_TRUE(flood.listen().has_value());
    loop.spawn("flood", flood.run());

    auto socket =
        loop.get(net::WebSocketClient::connect(loop.executor(), *net::parse_url(flood.url()), {}));
    ASSERT_TRUE(socket.has_value()) << socket.error().message;
    std::size_t validations = 0;
    const auto read = [](net::WebSocketClient& client, std::size_t& count) -> Task<void> {
        while (true) {
            auto message = co_await client.read();
            if (!message) co_return;
            if (message->find("validationReceived") != std::string_view::npos) ++count;
        }
    };
    loop.spawn("reader", read(**socket, validations));
    ASSERT_TRUE(
        loop.get((*socket)->send(R"({"id":1,"command":"subscribe","streams":["validations"]})"))
            .has_value());
    EXPECT_TRUE(loop.until([&] { return validations == 1'000; }, Duration{50}));
    EXPECT_TRUE(flood.progress().done);
    EXPECT_EQ(flood.progress().messages, 1'000U);
    loop.stop();
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
