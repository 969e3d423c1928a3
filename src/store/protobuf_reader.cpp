#include "store/protobuf_reader.hpp"

namespace nodewatch::store {

namespace {

std::unexpected<Error> cut() {
    return failure(ErrorKind::parse, "the protobuf message is cut");
}

std::unexpected<Error> damaged() {
    return failure(ErrorKind::parse, "the protobuf message is damaged");
}

}  // namespace

Result<std::uint64_t> ProtobufReader::take_varint() {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 10; ++i) {
        if (i >= rest_.size()) return cut();
        const auto byte = static_cast<unsigned char>(rest_[i]);
        if (i == 9 && byte > 1) return damaged();
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << (7 * i);
        if (byte < 0x80) {
            rest_.remove_prefix(i + 1);
            return value;
        }
    }
    return damaged();
}

/// Little-endian.
Result<std::uint64_t> ProtobufReader::take_fixed(std::size_t bytes) {
    if (rest_.size() < bytes) return cut();
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(rest_[i])) << (8 * i);
    rest_.remove_prefix(bytes);
    return value;
}

Result<std::optional<ProtobufReader::Field>> ProtobufReader::next() {
    if (rest_.empty()) return std::nullopt;
    const auto tag = take_varint();
    if (!tag) return failure(tag.error());
    Field field;
    if (*tag >> 3U == 0 || *tag >> 32U != 0) return damaged();
    field.number = static_cast<std::uint32_t>(*tag >> 3U);
    field.type = static_cast<Type>(*tag & 7U);
    Result<std::uint64_t> value = 0;
    switch (field.type) {
        case Type::varint:
        case Type::bytes:
            value = take_varint();
            break;
        case Type::fixed64:
            value = take_fixed(8);
            break;
        case Type::fixed32:
            value = take_fixed(4);
            break;
        default:
            return damaged();  // groups, which nobody writes
    }
    if (!value) return failure(value.error());
    field.value = *value;
    if (field.type == Type::bytes) {
        if (field.value > rest_.size()) return cut();
        field.bytes = rest_.substr(0, field.value);
        rest_.remove_prefix(field.value);
    }
    return field;
}

}  // namespace nodewatch::store
