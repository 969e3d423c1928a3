#include "support/recording_reader.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

#include "base/json.hpp"

namespace nodewatch::testing {
namespace {

RecordingLine parse(const json::Element& members, std::string_view line) {
    RecordingLine out;
    out.wall = from_unix_milliseconds(json::integer(members, "t").value());
    out.source = json::text(members, "src").value_or("");
    out.kind = json::text(members, "kind").value_or("");
    if (auto request = json::find(members, "request"))
        out.method = json::text(*request, "method").value_or("");
    const std::string_view data = recorded_data(line);
    out.data.reserve(data.size() + simdjson::SIMDJSON_PADDING);
    out.data = data;
    return out;
}

}  // namespace

void read_lines(const std::filesystem::path& file,
                const std::function<void(std::string_view line)>& take_line) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
    if (!in) throw std::runtime_error("cannot open " + file.string());
    std::string line;
    std::array<char, 65'536> chunk{};
    while (gzgets(in.get(), chunk.data(), chunk.size()) != nullptr) {
        line += chunk.data();
        if (!line.ends_with('\n')) continue;
        line.pop_back();
        take_line(line);
        line.clear();
    }
    if (gzeof(in.get()) == 0) throw std::runtime_error("damaged: " + file.string());
    if (!line.empty()) take_line(line);
}

std::string_view recorded_data(std::string_view line) {
    constexpr std::string_view member = "\"data\":";  // the last one of its line
    const auto start = line.find(member);
    if (start == std::string_view::npos) return {};
    auto data = line.substr(start + member.size());
    data.remove_suffix(1);
    data.remove_prefix(std::min(data.find_first_not_of(' '), data.size()));
    return data;
}

std::vector<RecordingLine> read_recording(const std::filesystem::path& file) {
    std::vector<RecordingLine> lines;
    simdjson::dom::parser parser;
    read_lines(file, [&](std::string_view line) {
        json::Element members;
        if (parser.parse(line.data(), line.size()).get(members))
            throw std::runtime_error("not JSON lines: " + file.string());
        lines.push_back(parse(members, line));
        lines.back().at = lines.back().wall - lines.front().wall;
    });
    return lines;
}

std::filesystem::path recording(std::string_view name) {
    return std::filesystem::path(NODEWATCH_SOURCE_DIR) / "recordings" / "xrpl" /
           (std::string(name) + ".jsonl.gz");
}

std::filesystem::path shared_fixtures_folder() {
    return std::filesystem::path(NODEWATCH_SOURCE_DIR) / ".." / "shared" / "fixtures";
}

}  // namespace nodewatch::testing
