#pragma once

#include <cstring>
#include <string_view>

namespace nodewatch::bitcoin {

/// Reads JSON from bytes that may end anywhere: each function takes a whole value, or returns false
/// and then is_wrong() tells text that is no JSON from text that goes on in bytes to come. After
/// false the cursor is of no more use. What is skipped is checked for brackets and quotes alone.
class JsonCursor {
public:
    explicit JsonCursor(std::string_view text) : at_(text.data()), end_(at_ + text.size()) {}

    /// The next byte that is no space; it is not taken.
    bool peek(char& next) {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
            ++at_;
        if (at_ == end_) return false;
        next = *at_;
        return true;
    }
    bool take(char expected) {
        char next{};
        if (!peek(next)) return false;
        if (next != expected) return refuse();
        ++at_;
        return true;
    }
    /// What stands between the quotes, escapes as they are.
    bool take_text(std::string_view& text) {
        if (!take('"')) return false;
        const char* const begin = at_;
        for (const char* from = begin;;) {
            const auto* quote = static_cast<const char*>(
                std::memchr(from, '"', static_cast<std::size_t>(end_ - from)));
            if (quote == nullptr) return false;
            const char* escape = quote;
            while (escape != begin && escape[-1] == '\\')
                --escape;
            if ((quote - escape) % 2 == 0) {
                text = {begin, static_cast<std::size_t>(quote - begin)};
                at_ = quote + 1;
                return true;
            }
            from = quote + 1;
        }
    }
    /// A number, or true, false, null: what stands there up to a byte that ends it.
    bool take_word(std::string_view& word) {
        char next{};
        if (!peek(next)) return false;
        const char* const begin = at_;
        while (at_ != end_ && is_of_word(*at_))
            ++at_;
        if (at_ == end_) return false;
        if (at_ == begin) return refuse();
        word = {begin, static_cast<std::size_t>(at_ - begin)};
        return true;
    }
    bool skip_value() {
        std::size_t depth = 0;
        do {
            if (!skip_token(depth)) return false;
        } while (depth > 0);
        return true;
    }

    /// `member(key)` takes the value.
    template <typename Member>
    bool take_object(Member member) {
        return take_all('{', '}', [&] {
            std::string_view key;
            return take_text(key) && take(':') && member(key);
        });
    }
    /// `element()` takes a value.
    template <typename Element>
    bool take_array(Element element) {
        return take_all('[', ']', element);
    }

    /// What stands here is not what should: false.
    bool refuse() {
        wrong_ = true;
        return false;
    }
    bool is_wrong() const { return wrong_; }
    const char* position() const { return at_; }

private:
    static bool is_of_word(char byte) {
        return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '.' ||
               byte == '-' || byte == '+' || byte == 'E';
    }
    template <typename Item>
    bool take_all(char open, char close, Item item) {
        char next{};
        if (!take(open) || !peek(next)) return false;
        if (next == close) {
            ++at_;
            return true;
        }
        for (;;) {
            if (!item() || !peek(next)) return false;
            ++at_;
            if (next == close) return true;
            if (next != ',') return refuse();
        }
    }
    bool skip_token(std::size_t& depth) {
        char next{};
        if (!peek(next)) return false;
        std::string_view ignored;
        if (next == '"') return take_text(ignored);
        if (next == '{' || next == '[') {
            ++depth;
        } else if (depth > 0 && (next == '}' || next == ']')) {
            --depth;
        } else if (depth == 0 || (next != ',' && next != ':')) {
            return take_word(ignored);
        }
        ++at_;
        return true;
    }

    const char* at_;
    const char* end_;
    bool wrong_ = false;
};

}  // namespace nodewatch::bitcoin
