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

int level(Effort effort) {
    return effort == Effort::fast ? 1 : 9;
}

}  // namespace

void compress(ByteView bytes, Effort effort, Bytes& out) {
    thread_local std::unique_ptr<ZSTD_CCtx, Deleter> context(ZSTD_createCCtx());
    const std::size_t at = out.size();
    out.resize(at + ZSTD_compressBound(bytes.size()));
    const std::size_t size = ZSTD_compressCCtx(context.get(), out.data() + at, out.size() - at,
                                               bytes.data(), bytes.size(), level(effort));
    // The room suffices by the bound, so only a lack of memory could fail, and that ends a program.
    out.resize(at + size);
    out.erase(out.begin() + static_cast<std::ptrdiff_t>(at),
              out.begin() + static_cast<std::ptrdiff_t>(at + magic.size()));
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
