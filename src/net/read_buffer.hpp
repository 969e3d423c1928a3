#pragma once

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <cstring>
#include <memory>
#include <string_view>

namespace nodewatch::net {

namespace asio = boost::asio;

/// Bytes received and not yet consumed, in one piece, with simdjson's 64 bytes of readable padding
/// behind the end.
class ReadBuffer {
public:
    static constexpr std::size_t padding = 64;
    static constexpr std::size_t small = 4U << 10U;

    explicit ReadBuffer(std::size_t capacity = small) { reallocate(capacity); }

    std::string_view data() const { return {bytes_.get() + begin_, end_ - begin_}; }
    char* begin() { return bytes_.get() + begin_; }
    bool empty() const { return begin_ == end_; }
    std::size_t capacity() const { return capacity_; }

    /// Room behind the data, at least `size` bytes. Moves the data: earlier views are void.
    asio::mutable_buffer prepare(std::size_t size) {
        if (capacity_ - end_ < size) {
            compact();
            if (capacity_ - end_ < size) reallocate(std::max(capacity_ * 2, end_ + size));
        }
        return {bytes_.get() + end_, capacity_ - end_};
    }
    void commit(std::size_t size) { end_ += size; }
    void consume(std::size_t size) {
        begin_ += size;
        if (begin_ == end_) begin_ = end_ = 0;
    }
    /// Gives memory back after something large, when the data fits.
    void shrink(std::size_t capacity) {
        compact();
        if (capacity_ > capacity && end_ <= capacity) reallocate(capacity);
    }

private:
    void compact() {
        if (begin_ == 0) return;
        std::memmove(bytes_.get(), bytes_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    void reallocate(std::size_t capacity) {
        auto larger = std::make_unique_for_overwrite<char[]>(capacity + padding);
        std::memset(larger.get() + capacity, 0, padding);
        if (bytes_) std::memcpy(larger.get(), bytes_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
        bytes_ = std::move(larger);
        capacity_ = capacity;
    }

    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace nodewatch::net
