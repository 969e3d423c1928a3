#include "store/compress.hpp"

#include <zlib.h>
#include <zstd.h>

#include <array>
#include <memory>

namespace nodewatch::store {
namespace {

constexpr std::array<std::uint8_t, 4> magic{0x28, 0xb5, 0x2f, 0xfd};

struct Deleter {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// How a frame is made. Most columns are noise on a small alphabet: matches of three or four bytes
/// that are there by chance cost more than the letters and take longest to read, so that a coder of
/// letters makes these smaller. Columns that repeat themselves need the matches.
struct Coder {
    int level;
    bool letters;  ///< hardly any matches: long ones only, and few places are remembered
};
constexpr Coder letter_coder{1, true};
constexpr Coder match_coder{9, false};

void set_up(ZSTD_CCtx* context, Coder coder) {
    ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters);
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, coder.level);
    if (!coder.letters) return;
    ZSTD_CCtx_setParameter(context, ZSTD_c_strategy, ZSTD_fast);
    ZSTD_CCtx_setParameter(context, ZSTD_c_minMatch, 7);
    ZSTD_CCtx_setParameter(context, ZSTD_c_hashLog, 6);  // the least that zstd takes
}

void append_frame(ByteView bytes, Coder coder, Bytes& out) {
    thread_local std::unique_ptr<ZSTD_CCtx, Deleter> context(ZSTD_createCCtx());
    set_up(context.get(), coder);
    const std::size_t at = out.size();
    out.resize(at + ZSTD_compressBound(bytes.size()));
    const std::size_t size =
        ZSTD_compress2(context.get(), out.data() + at, out.size() - at, bytes.data(), bytes.size());
    // The room suffices by the bound, so only a lack of memory could fail, and that ends a program.
    out.resize(at + size);
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(at),
              out.begin() + static_cast<std::ptrdiff_t>(at + magic.size()));
}

}  // namespace

void compress(ByteView bytes, Effort effort, Bytes& out) {
    const std::size_t at = out.size();
    append_frame(bytes, letter_coder, out);
    if (effort == Effort::fast) return;
    thread_local Bytes other;
    other.clear();
    append_frame(bytes, match_coder, other);
    if (other.size() >= out.size() - at) return;
    out.resize(at);
    put_bytes(out, other);
}

bool decompress(ByteView frame, std::span<std::uint8_t> out) {
    thread_local std::unique_ptr<ZSTD_DCtx, Deleter> context(ZSTD_createDCtx());
    thread_local Bytes whole;
    whole.assign(magic.begin(), magic.end());
    put_bytes(whole, frame);
    const std::size_t size =
        ZSTD_decompressDCtx(context.get(), out.data(), out.size(), whole.data(), whole.size());
    return ZSTD_isError(size) == 0 && size == out.size();
}

std::uint32_t checksum(ByteView bytes, std::uint32_t before) {
    return static_cast<std::uint32_t>(crc32_z(before, bytes.data(), bytes.size()));
}

void seal(std::string_view key, Bytes& content) {
    put_fixed(content, checksum(content, checksum(as_bytes(key))));
}

std::optional<ByteView> unseal(std::string_view key, ByteView sealed) {
    if (sealed.size() < sizeof(std::uint32_t)) return std::nullopt;
    const ByteView content = sealed.first(sealed.size() - sizeof(std::uint32_t));
    ByteReader crc(sealed.subspan(content.size()));
    if (crc.fixed<std::uint32_t>() != checksum(content, checksum(as_bytes(key))))
        return std::nullopt;
    return content;
}

}  // namespace nodewatch::store
