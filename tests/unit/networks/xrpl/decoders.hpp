#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "facts.hpp"
#include "networks/xrpl/decode.hpp"

/// All decoders behind one signature, by the name of what they decode.
namespace nodewatch::xrpl {

struct NamedDecoder {
    std::string_view name;
    Result<Facts> (*decode)(std::string_view text);
};

/// One for each method, "crawl", and "stream" for messages of the WebSocket.
const std::vector<NamedDecoder>& decoders();
const NamedDecoder* find_decoder(std::string_view name);

/// A copy of a text with the padding that StreamDecoder needs.
class PaddedText {
public:
    explicit PaddedText(std::string_view text) : bytes_(text), size_(text.size()) {
        bytes_.append(64, '\0');
    }
    std::string_view view() const { return std::string_view(bytes_).substr(0, size_); }

private:
    std::string bytes_;
    std::size_t size_;
};

}  // namespace nodewatch::xrpl
