#include "sim/xrpl/flood_messages.hpp"

#include <fmt/core.h>

#include <cstdio>
#include <cstring>

#include "net/websocket_frames.hpp"
#include "sim/xrpl/events.hpp"
#include "sim/xrpl/identity.hpp"

namespace nodewatch::sim::xrpl {

namespace {

constexpr std::size_t number_width = 9;
constexpr std::size_t hash_width = 16;

/// Replaces the text between `before` and the next quote.
void replace_member(std::string& text, std::string_view before, std::string_view value) {
    const std::size_t at = text.find(before);
    if (at == std::string::npos) return;
    const std::size_t begin = at + before.size();
    text.replace(begin, text.find('"', begin) - begin, value);
}

}  // namespace

Result<FloodMessages> FloodMessages::make(const Recording& recording, std::size_t validators) {
    FloodMessages messages;
    messages.validators_ = validators;
    std::vector<const std::string*> recorded;
    for (const RecordedLine& line : recording.lines)
        if (line.kind == RecordedLine::Kind::message && line.name == "validations")
            recorded.push_back(&line.text);
    if (recorded.empty()) return failure(ErrorKind::file, "the recording has no validations");
    const std::string number(number_width, '0');
    for (std::size_t i = 0; i < validators; ++i) {
        std::string text = *recorded[i % recorded.size()];
        replace_member(text, "\"ledger_index\":\"", number);
        replace_member(text, "\"master_key\":\"", master_public_key(fmt::format("flood {}", i)));
        replace_member(text, "\"validation_public_key\":\"",
                       node_public_key(fmt::format("flood {}", i)));
        messages.add(std::move(text));
    }
    Ledger ledger;
    ledger.sequence = 100'000'000;
    ledger.hash = hash_of("flood");
    messages.add(*ledger_closed(ledger, 900, "100000000-100000001").v1);
    return messages;
}

void FloodMessages::add(std::string text) {
    const std::string frame =
        net::encode_frame(net::Opcode::text, text, net::WebSocketSide::server);
    const std::size_t start = frames_.size() + frame.size() - text.size();
    frames_ += frame;
    const auto patch = [&](std::string_view before, std::size_t width, bool hash) {
        const std::size_t at = text.find(before);
        if (at != std::string::npos) patches_.push_back({start + at + before.size(), width, hash});
    };
    patch("\"ledger_index\":\"", number_width, false);
    patch("\"ledger_index\":1", number_width - 1, false);
    patch("\"ledger_hash\":\"", hash_width, true);
}

void FloodMessages::append(std::uint32_t sequence, std::string& frames) const {
    const std::string number = fmt::format("{:09}", sequence);
    const std::string hash = fmt::format("{:016X}", sequence * 0x9E3779B97F4A7C15U);
    const std::size_t start = frames.size();
    frames += frames_;
    for (const Patch& patch : patches_) {
        const std::string& value = patch.hash ? hash : number;
        std::memcpy(frames.data() + start + patch.position,
                    value.data() + value.size() - patch.width, patch.width);
    }
}

}  // namespace nodewatch::sim::xrpl
