#include "net/zmq_address.hpp"

#include <gmock/gmock.h>

namespace nodewatch::net {
namespace {

TEST(ZmqAddress, ReadsWhatPublishersAreCalled) {
    EXPECT_EQ(parse_zmq_address("tcp://127.0.0.1:28332"),
              (ZmqAddress{.host = "127.0.0.1", .port = 28332, .path = ""}));
    EXPECT_EQ(parse_zmq_address("tcp://[::1]:28332"),
              (ZmqAddress{.host = "::1", .port = 28332, .path = ""}));
    EXPECT_EQ(parse_zmq_address("tcp://*:1"), (ZmqAddress{.host = "*", .port = 1, .path = ""}));
    EXPECT_EQ(parse_zmq_address("tcp://Node.Example:65535"),
              (ZmqAddress{.host = "node.example", .port = 65535, .path = ""}));
    for (const char* text :
         {"ipc:///run/bitcoin/zmq", "unix:/run/bitcoin/zmq", "ipc:/run/bitcoin/zmq"})
        EXPECT_EQ(parse_zmq_address(text),
                  (ZmqAddress{.host = "", .port = 0, .path = "/run/bitcoin/zmq"}))
            << text;
}

TEST(ZmqAddress, IsWrittenAsLibzmqWantsIt) {
    EXPECT_EQ(parse_zmq_address("tcp://[2001:db8::1]:28332").value().text(),
              "tcp://[2001:db8::1]:28332");
    EXPECT_EQ(parse_zmq_address("tcp://localhost:28332").value().text(), "tcp://localhost:28332");
    EXPECT_EQ(parse_zmq_address("unix:/run/zmq").value().text(), "ipc:///run/zmq");
}

TEST(ZmqAddress, RefusesWhatIsNone) {
    for (const std::string text :
         {"", "127.0.0.1:28332", "http://127.0.0.1:28332", "tcp://127.0.0.1", "tcp://127.0.0.1:0",
          "tcp://127.0.0.1:65536", "tcp://:28332", "tcp://::1:28332", "tcp://[]:28332",
          "tcp://a b:28332", "tcp://eth0;127.0.0.1:28332", "ipc://", "ipc:zmq", "unix:zmq"})
        EXPECT_FALSE(parse_zmq_address(text)) << text;
    EXPECT_FALSE(parse_zmq_address("ipc:///" + std::string(200, 'x')))
        << "no socket has such a path";
    EXPECT_THAT(parse_zmq_address("28332").error().message,
                testing::HasSubstr("expected tcp://host:port"));
}

}  // namespace
}  // namespace nodewatch::net
