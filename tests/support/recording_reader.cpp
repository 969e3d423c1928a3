#include "support/recording_reader.hpp"

#include <zlib.h>

#include <array>
#include <memory>
#include <stdexcept>

#include "base/json.hpp"

namespace nodewatch::testing {
namespace {

constexpr std::string_view data_member = ",\"data\":";

std::string read_gzip(const std::string& file) {
    std::unique_ptr<gzFile_s, decltype(&gzclose)> in(gzopen(file.c_str(), "rb"), &gzclose);
    if (!in) throw std::runtime_error("cannot open " + file);
    std::string text;
    std::array<char, 65'536> buffer{};
    int got = 0;
    while ((got = gzread(in.get(), buffer.data(), buffer.size())) > 0)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    if (got < 0) throw std::runtime_error("damaged: " + file);
    return text;
}

/// `data` is the last member of its line wherever it occurs.
std::string data_of(std::string_view line) {
    auto begin = line.find(data_member);
    if (begin == std::string_view::npos) return {};
    std::string data(line.substr(begin + data_member.size()));
    data.pop_back();
    data.reserve(data.size() + simdjson::SIMDJSON_PADDING);
    return data;
}

RecordingLine parse(const json::Element& members, std::string_view line) {
    RecordingLine out;
    out.wall = from_unix_milliseconds(json::integer(members, "t").value());
    out.source = json::text(members, "src").value_or("");
    out.kind = json::text(members, "kind").value_or("");
    if (auto request = json::find(members, "request"))
        out.method = json::text(*request, "method").value_or("");
    out.data = data_of(line);
    return out;
}

}  // namespace

std::vector<RecordingLine> read_recording(const std::string& file) {
    std::string text = read_gzip(file);
    std::vector<RecordingLine> lines;
    simdjson::dom::parser parser;
    std::string_view rest = text;
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        json::Element members;
        if (parser.parse(line.data(), line.size()).get(members))
            throw std::runtime_error("not JSON lines: " + file);
        lines.push_back(parse(members, line));
        lines.back().at = lines.back().wall - lines.front().wall;
    }
    return lines;
}

std::string recording(std::string_view name) {
    return std::string(NODEWATCH_SOURCE_DIR "/recordings/xrpl/") + std::string(name) + ".jsonl.gz";
}

}  // namespace nodewatch::testing
