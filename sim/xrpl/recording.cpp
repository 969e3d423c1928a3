#include "sim/xrpl/recording.hpp"

#include <fmt/core.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "base/json.hpp"
#include "base/strings.hpp"

namespace nodewatch::sim::xrpl {

namespace {

/// zlib reads plain files as they are.
Result<std::string> read_file(const std::string& file) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> input(gzopen(file.c_str(), "rb"), &gzclose);
    if (!input) return failure(ErrorKind::file, "recording " + file + ": cannot be opened");
    std::string text;
    std::array<char, 1 << 16> chunk{};
    while (true) {
        const int size = gzread(input.get(), chunk.data(), chunk.size());
        if (size < 0) return failure(ErrorKind::file, "recording " + file + ": damaged");
        if (size == 0) return text;
        text.append(chunk.data(), static_cast<std::size_t>(size));
    }
}

std::string_view stream_of(std::string_view type) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 8> streams = {{
        {"ledgerClosed", "ledger"},
        {"serverStatus", "server"},
        {"validationReceived", "validations"},
        {"consensusPhase", "consensus"},
        {"peerStatusChange", "peer_status"},
        {"manifestReceived", "manifests"},
        {"transaction", "transactions"},
        {"bookChanges", "book_changes"},
    }};
    for (const auto& [message, stream] : streams)
        if (message == type) return stream;
    return {};
}

class Reader {
public:
    Reader(std::string websocket, std::string http)
        : websocket_(std::move(websocket)), http_(std::move(http)) {}

    Result<> take(std::string_view line) {
        json::Element document;
        if (parser_.parse(line.data(), line.size()).get(document) != simdjson::SUCCESS)
            return failure(ErrorKind::parse, "not JSON");
        const auto time = json::integer(document, "t");
        const auto source = json::text(document, "src");
        const auto kind = json::text(document, "kind");
        if (!time || !source || !kind) return {};  // a sample, without time
        const WallTime at = from_unix_milliseconds(*time);
        if (*source == websocket_) {
            take_websocket(document, *kind, at, line);
        } else if (*source == http_ || *source == http_ + "-probe") {
            if (*kind == "http") take_answer(document, at, line);
        }
        return {};
    }

    Recording finish() { return std::move(recording_); }

private:
    void take_websocket(const json::Element& document, std::string_view kind, WallTime at,
                        std::string_view line) {
        if (kind == "open") add(at, RecordedLine::Kind::reachable);
        if (kind == "error") add(at, RecordedLine::Kind::refused);
        // 1000 is the recorder's own farewell.
        if (kind == "close" && json::integer(document, "code") != 1'000)
            add(at, RecordedLine::Kind::refused);
        const auto data = json::find(document, "data");
        if (kind != "recv" || !data) return;
        const std::string_view type = json::text(*data, "type").value_or("");
        if (type == "response") {
            const auto result = json::find(*data, "result");
            if (result && json::text(*result, "server_status"))
                add(at, RecordedLine::Kind::subscribed, "subscribe", simdjson::minify(*result));
            return;
        }
        const std::string_view stream = stream_of(type);
        if (!stream.empty()) add(at, RecordedLine::Kind::message, stream, raw_data(line));
    }

    void take_answer(const json::Element& document, WallTime at, std::string_view line) {
        if (const auto error = json::text(document, "error")) {
            const bool timeout = error->find("timeout") != std::string_view::npos;
            const auto sent = json::integer(document, "t_sent");
            add(timeout && sent ? from_unix_milliseconds(*sent) : at,
                timeout ? RecordedLine::Kind::frozen : RecordedLine::Kind::refused);
            away_ = true;
            return;
        }
        if (away_) add(at, RecordedLine::Kind::reachable);
        away_ = false;
        const auto request = json::find(document, "request");
        const auto status = json::integer(document, "status");
        if (!request || !request->is_object() || !status) return;
        const std::string_view method = json::text(*request, "method").value_or("");
        const auto text = json::text(document, "text");
        add(at, RecordedLine::Kind::answer, method, text ? std::string(*text) : raw_data(line),
            static_cast<int>(*status));
    }

    /// `data` is the last member of its line.
    static std::string raw_data(std::string_view line) {
        static constexpr std::string_view key = ",\"data\":";
        const std::size_t start = line.find(key);
        if (start == std::string_view::npos) return {};
        return std::string(line.substr(start + key.size(), line.size() - start - key.size() - 1));
    }

    void add(WallTime at, RecordedLine::Kind kind, std::string_view name = {},
             std::string text = {}, int status = 200) {
        // In the order of time; only the start of a freeze is learnt late.
        auto& lines = recording_.lines;
        const auto place = std::ranges::upper_bound(lines, at, {}, &RecordedLine::time);
        lines.insert(place, {at, kind, std::string(name), std::move(text), status});
    }

    std::string websocket_;
    std::string http_;
    simdjson::dom::parser parser_;
    Recording recording_;
    bool away_ = false;
};

}  // namespace

Result<Recording> load_recording(const std::string& file, const std::string& websocket,
                                 const std::string& http) {
    auto text = read_file(file);
    if (!text) return failure(text.error());
    Reader reader(websocket, http);
    std::size_t number = 0;
    for (const std::string_view line : split(*text, '\n')) {
        ++number;
        if (line.empty()) continue;
        if (auto taken = reader.take(line); !taken)
            return failure(taken.error().within(fmt::format("recording {}:{}", file, number)));
    }
    Recording recording = reader.finish();
    if (recording.lines.empty())
        return failure(ErrorKind::file,
                       fmt::format("recording {}: nothing from {} or {}", file, websocket, http));
    return recording;
}

}  // namespace nodewatch::sim::xrpl
