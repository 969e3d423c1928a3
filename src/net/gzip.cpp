#include "net/gzip.hpp"

#include <zlib.h>

#include <algorithm>
#include <limits>
#include <new>

namespace nodewatch::net {
namespace {

constexpr int gzip_window = 15 + 16;  // zlib's way to ask for the gzip format
constexpr std::size_t first_piece = 16U << 10U;

// zlib's next_in is not const in its C interface, though it never writes there.
Bytef* input_of(std::string_view bytes) {
    return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

class Inflater {
public:
    Inflater() {
        if (inflateInit2(&stream, gzip_window) != Z_OK) throw std::bad_alloc();
    }
    ~Inflater() { inflateEnd(&stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    z_stream stream{};
};

}  // namespace

std::string gzip(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc();
    std::string result(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = input_of(bytes);
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    return result;
}

Result<std::string> gunzip(std::string_view bytes, std::size_t max_bytes) {
    if (bytes.size() > std::numeric_limits<uInt>::max())
        return failure(ErrorKind::too_large, "gzip body above 4 GiB");
    Inflater inflater;
    z_stream& stream = inflater.stream;
    stream.next_in = input_of(bytes);
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string result;
    std::size_t size = 0;
    for (;;) {
        // One byte above the limit tells a body that just fits from one that does not.
        result.resize(std::min(max_bytes + 1, std::max(first_piece, size * 2)));
        stream.next_out = reinterpret_cast<Bytef*>(result.data() + size);
        const auto room =
            std::min<std::size_t>(result.size() - size, std::numeric_limits<uInt>::max());
        stream.avail_out = static_cast<uInt>(room);
        const int code = inflate(&stream, Z_NO_FLUSH);
        size += room - stream.avail_out;
        if (size > max_bytes)
            return failure(ErrorKind::too_large,
                           "gzip body above " + std::to_string(max_bytes) + " bytes when decoded");
        if (code == Z_STREAM_END && stream.avail_in == 0) break;
        if (code == Z_STREAM_END) {
            inflateReset(&stream);  // members may follow each other
        } else if (code != Z_OK) {
            return failure(ErrorKind::protocol, "gzip body is damaged or cut");
        }
    }
    result.resize(size);
    return result;
}

}  // namespace nodewatch::net
