#pragma once

#include <zlib.h>

#include <map>
#include <stdexcept>
#include <string>

#include "base/json.hpp"
#include "base/strings.hpp"
#include "fakes.hpp"

namespace nodewatch::sim::xrpl {

/// One message of each sort as a real server sent it, by what it is ("http: server_info
/// [proposing]").
inline const std::map<std::string, std::string>& samples() {
    static const std::map<std::string, std::string> all = [] {
        std::string text;
        gzFile file = gzopen(recording_file("samples").c_str(), "rb");
        if (file == nullptr) throw std::runtime_error("recordings/xrpl/samples is missing");
        char chunk[1 << 14];
        for (int size = 0; (size = gzread(file, chunk, sizeof chunk)) > 0;)
            text.append(chunk, static_cast<std::size_t>(size));
        gzclose(file);
        std::map<std::string, std::string> found;
        simdjson::dom::parser parser;
        for (const std::string_view line : split(text, '\n')) {
            if (line.empty()) continue;
            const json::Element document = parser.parse(line.data(), line.size()).value();
            found[std::string(document["what"].get_string().value())] =
                simdjson::minify(document["data"].value());
        }
        return found;
    }();
    return all;
}

}  // namespace nodewatch::sim::xrpl
