#include "networks/bitcoin/mempool_scanner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace nodewatch::bitcoin {
namespace {

constexpr std::int64_t satoshi_in_bitcoin = 100'000'000;
constexpr std::size_t bitcoin_decimals = 8;
/// There are no more than 21 million.
constexpr std::int64_t most_satoshi = 21'000'000 * satoshi_in_bitcoin;
/// Nobody paid more than 300. So the sum of all that are kept fits.
constexpr std::int64_t most_fee = 10'000 * satoshi_in_bitcoin;
constexpr std::uint64_t weight_of_vbyte = 4;

std::optional<std::uint64_t> whole_number(std::string_view digits) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
    return number;
}

/// Bitcoins as satoshi. The node writes eight decimals; others before it may write 1.6E-7.
std::optional<std::int64_t> to_satoshi(std::string_view number) {
    const auto point = number.find('.');
    if (point != std::string_view::npos && number.size() - point - 1 == bitcoin_decimals) {
        const auto whole = whole_number(number.substr(0, point));
        const auto part = whole_number(number.substr(point + 1));
        if (whole && part && *whole <= 21'000'000)
            return static_cast<std::int64_t>(*whole) * satoshi_in_bitcoin +
                   static_cast<std::int64_t>(*part);
    }
    double bitcoins = 0;
    const auto read = std::from_chars(number.data(), number.data() + number.size(), bitcoins);
    if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return std::nullopt;
    const double satoshi = std::round(bitcoins * static_cast<double>(satoshi_in_bitcoin));
    if (!(satoshi >= 0) || satoshi > static_cast<double>(most_satoshi)) return std::nullopt;
    return static_cast<std::int64_t>(satoshi);
}

bool take_number(JsonCursor& json, std::optional<std::uint64_t>& number) {
    std::string_view word;
    if (!json.take_word(word)) return false;
    number = whole_number(word);
    return true;
}

bool take_satoshi(JsonCursor& json, std::optional<std::int64_t>& satoshi) {
    std::string_view word;
    if (!json.take_word(word)) return false;
    satoshi = to_satoshi(word);
    return true;
}

/// The same of a sum that an operator may have made negative: then it counts as none.
bool take_sum(JsonCursor& json, std::optional<std::int64_t>& satoshi) {
    std::string_view word;
    if (!json.take_word(word)) return false;
    satoshi = word.starts_with('-') ? 0 : to_satoshi(word);
    return true;
}

/// What an entry tells that is of use here.
struct EntryMembers {
    std::optional<std::uint64_t> vsize, weight, chunk_weight;
    std::optional<std::int64_t> fee, chunk_fee;

    bool take_fees(JsonCursor& json) {
        return json.take_object([&](std::string_view key) {
            if (key == "base") return take_satoshi(json, fee);
            if (key == "chunk") return take_satoshi(json, chunk_fee);
            return json.skip_value();
        });
    }
    static bool take_parents(JsonCursor& json, std::vector<Txid>& parents) {
        return json.take_array([&] {
            std::string_view text;
            if (!json.take_text(text)) return false;
            if (const auto id = parse_txid(text)) parents.push_back(*id);
            return true;
        });
    }
    bool take(JsonCursor& json, std::string_view key, std::vector<Txid>& parents) {
        // `size` before version 19, a `fee` of its own before 24.
        if (key == "vsize" || key == "size") return take_number(json, vsize);
        if (key == "weight") return take_number(json, weight);
        if (key == "fees") return take_fees(json);
        if (key == "fee" && !fee) return take_satoshi(json, fee);
        if (key == "chunkweight") return take_number(json, chunk_weight);
        if (key == "depends") return take_parents(json, parents);
        return json.skip_value();
    }
    /// False: fee or size are not known, or none that can be.
    bool store(MempoolEntry& entry) const {
        constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max();
        if (!fee || *fee > most_fee) return false;
        if ((!vsize && !weight) || vsize.value_or(0) > most / weight_of_vbyte) return false;
        // A virtual size is rounded up from a weight.
        std::uint64_t adjusted = weight.value_or(weight_of_vbyte * vsize.value_or(0));
        if (vsize && *vsize > 0) adjusted = std::max(adjusted, weight_of_vbyte * (*vsize - 1) + 1);
        if (adjusted == 0 || adjusted > most) return false;
        entry.fee = *fee;
        entry.weight = static_cast<std::uint32_t>(adjusted);
        entry.chunk.reset();
        if (chunk_fee && chunk_weight && *chunk_weight > 0 && *chunk_weight <= most)
            entry.chunk = {*chunk_fee, static_cast<std::uint32_t>(*chunk_weight)};
        return true;
    }
};

}  // namespace

bool MempoolScanner::feed(std::string_view piece) {
    if (error_) return false;
    pending_.append(piece);
    return pending_.size() < read_again_at_ || read_pending();
}

bool MempoolScanner::read_pending() {
    std::size_t used = 0;
    while (used < pending_.size()) {
        JsonCursor json(std::string_view(pending_).substr(used));
        if (!step(json)) {
            if (json.is_wrong())
                error_ = Error{ErrorKind::parse, "the mempool is not told as JSON of a node"};
            break;
        }
        used = static_cast<std::size_t>(json.position() - pending_.data());
    }
    pending_.erase(0, used);
    if (!error_ && pending_.size() > max_entry_bytes)
        error_ = Error{ErrorKind::too_large, fmt::format("one entry of the mempool has more than "
                                                         "{} bytes",
                                                         max_entry_bytes)};
    read_again_at_ = std::min(2 * pending_.size(), max_entry_bytes + 1);
    return !error_;
}

Result<> MempoolScanner::finish() {
    if (!error_) read_pending();
    if (error_) return failure(*error_);
    if (state_ != State::end)
        return failure(ErrorKind::parse, "the answer about the mempool ends amid it");
    if (!has_result_) return failure(ErrorKind::parse, "the answer tells no mempool");
    return {};
}

/// Takes one element with what stands before it; what is taken by half is taken again later.
bool MempoolScanner::step(JsonCursor& json) {
    switch (state_) {
        case State::begin:
            if (!json.take('{')) return false;
            state_ = State::members;
            return true;
        case State::members:
            return lead(json, '}', State::end) && (closed_ || read_member(json));
        case State::entries:
            return lead(json, '}', State::members) && (closed_ || read_entry(json));
        case State::items:
            return lead(json, ']', State::members) && (closed_ || read_item(json));
        case State::end:
            break;
    }
    char next{};
    if (!json.peek(next)) return false;
    return json.refuse();  // nothing may follow
}

/// Takes the comma before an element, or the bracket after the last one.
bool MempoolScanner::lead(JsonCursor& json, char close, State after) {
    char next{};
    if (!json.peek(next)) return false;
    closed_ = next == close;
    if (!closed_) return first_ || json.take(',');
    first_ = false;
    state_ = after;
    return json.take(close);
}

bool MempoolScanner::read_member(JsonCursor& json) {
    std::string_view key;
    char next{};
    if (!json.take_text(key) || !json.take(':') || !json.peek(next)) return false;
    if (key != "result" || (next != '{' && next != '[')) {
        if (!json.skip_value()) return false;
        first_ = false;
        return true;
    }
    has_result_ = true;
    first_ = true;
    state_ = next == '{' ? State::entries : State::items;
    return json.take(next);
}

bool MempoolScanner::read_entry(JsonCursor& json) {
    std::string_view text;
    EntryMembers members;
    entry_.parents.clear();
    const bool whole =
        json.take_text(text) && json.take(':') && json.take_object([&](std::string_view key) {
            return members.take(json, key, entry_.parents);
        });
    if (!whole) return false;
    first_ = false;
    const auto id = parse_txid(text);
    if (!id || !members.store(entry_)) {
        ++unusable_;
        return true;
    }
    entry_.id = *id;
    listener_.on_entry(entry_);
    return true;
}

bool MempoolScanner::read_item(JsonCursor& json) {
    char next{};
    if (!json.peek(next)) return false;
    if (next == '{') return read_diagram_point(json);
    std::string_view text;
    if (!json.take_text(text)) return false;
    first_ = false;
    if (const auto id = parse_txid(text))
        listener_.on_txid(*id);
    else
        ++unusable_;
    return true;
}

bool MempoolScanner::read_diagram_point(JsonCursor& json) {
    std::optional<std::uint64_t> weight;
    std::optional<std::int64_t> fee;
    const bool whole = json.take_object([&](std::string_view key) {
        if (key == "weight") return take_number(json, weight);
        if (key == "fee") return take_sum(json, fee);
        return json.skip_value();
    });
    if (!whole) return false;
    first_ = false;
    if (weight && fee)
        listener_.on_diagram_point(*weight, *fee);
    else
        ++unusable_;
    return true;
}

Result<MempoolEntry> decode_mempool_entry(const Txid& id, std::string_view result) {
    struct One : MempoolListener {
        void on_entry(const MempoolEntry& told) override { entry = told; }
        std::optional<MempoolEntry> entry;
    } one;
    MempoolScanner scanner(one);
    const std::string begin = R"({"result":{")" + to_string(id) + "\":";
    scanner.feed(begin) && scanner.feed(result) && scanner.feed("}}");
    if (const auto whole = scanner.finish(); !whole) return failure(whole.error());
    if (!one.entry)
        return failure(ErrorKind::parse, "the answer to getmempoolentry has no usable fee or size");
    return std::move(*one.entry);
}

}  // namespace nodewatch::bitcoin
