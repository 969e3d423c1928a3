#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace nodewatch::store {

/// Goes through the fields of one protobuf message. The encoding:
/// https://protobuf.dev/programming-guides/encoding/
class ProtobufReader {
public:
    explicit ProtobufReader(std::string_view message) : rest_(message) {}

    enum class Type : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };
    struct Field {
        std::uint32_t number = 0;
        Type type = Type::varint;
        std::uint64_t value = 0;      ///< of a varint or a fixed one
        std::string_view bytes = {};  ///< of a field with a length; part of the message

        double as_double() const { return std::bit_cast<double>(value); }
        std::int64_t as_int64() const { return static_cast<std::int64_t>(value); }
    };

    /// The next field, or nothing at the end; `parse` when the message is cut or damaged.
    Result<std::optional<Field>> next();
    /// What next() has not read yet.
    std::size_t remaining() const { return rest_.size(); }

private:
    Result<std::uint64_t> take_varint();
    Result<std::uint64_t> take_fixed(std::size_t bytes);

    std::string_view rest_;
};

}  // namespace nodewatch::store
