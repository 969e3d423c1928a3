#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "net/http_wire.hpp"

using namespace nodewatch;
using namespace nodewatch::net;

namespace {

/// What a node says, a few bytes at a time.
class ScriptedStream final : public ByteStream {
public:
    ScriptedStream(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}

    Task<Result<std::size_t>> read_some(asio::mutable_buffer room) override {
        if (bytes_.empty()) co_return failure(ErrorKind::closed, "the end");
        const auto size = std::min({piece_, room.size(), bytes_.size()});
        std::memcpy(room.data(), bytes_.data(), size);
        bytes_.remove_prefix(size);
        co_return size;
    }
    Task<Result<>> write(std::string_view, std::string_view) override { co_return Result<>{}; }
    std::size_t write_now(std::string_view) override { return 0; }
    void limit_send_buffer(int) override {}
    Task<void> shut_down() override { co_return; }
    void close() override {}
    bool quiet() override { return false; }
    const std::string& peer() const override { return peer_; }

private:
    std::string_view bytes_;
    std::size_t piece_;
    std::string peer_ = "node:1";
};

Task<void> read_all(ScriptedStream& stream) {
    constexpr ResponseLimits limits{.head_bytes = 2'000, .body_bytes = 2'000};
    ReadBuffer buffer;
    for (bool more = true; more;) {
        const auto answer = co_await read_response(stream, buffer, "GET", limits);
        if (answer && answer->response.body.size() > limits.body_bytes) std::abort();
        more = answer && answer->keep_alive;
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    for (const std::size_t piece : {std::size_t{1'000}, std::size_t{7}}) {
        ScriptedStream stream({reinterpret_cast<const char*>(data), size}, piece);
        asio::io_context loop;
        TaskGroup group(loop.get_executor());
        group.on_failure([](const std::string&, const std::string&) { std::abort(); });
        group.spawn("read", read_all(stream));
        loop.run();
    }
    return 0;
}
