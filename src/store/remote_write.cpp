#include "store/remote_write.hpp"

#include <snappy.h>

#include <optional>

#include "store/protobuf_reader.hpp"

namespace nodewatch::store {

namespace {

using Field = ProtobufReader::Field;
using Type = ProtobufReader::Type;

bool is(const Field& field, std::uint32_t number, Type type) {
    return field.number == number && field.type == type;
}

/// Calls `visit` for each field until it fails.
template <typename Visit>
Result<> for_each_field(std::string_view message, Visit visit) {
    ProtobufReader reader(message);
    for (;;) {
        const auto field = reader.next();
        if (!field) return failure(field.error());
        if (!*field) return {};
        if (auto visited = visit(**field); !visited) return visited;
    }
}

/// TimeSeries.labels and .samples
constexpr std::uint32_t labels_field = 1;
constexpr std::uint32_t samples_field = 2;

/// The labels of a series, when they all stand before everything else, as everybody writes them.
std::optional<std::string_view> leading_labels(std::string_view message) {
    ProtobufReader reader(message);
    std::size_t end = 0;
    bool leading = true;
    for (;;) {
        const auto field = reader.next();
        if (!field) return std::nullopt;
        if (!*field) return message.substr(0, end);
        if ((*field)->number != labels_field) {
            leading = false;
        } else if (leading) {
            end = message.size() - reader.remaining();
        } else {
            return std::nullopt;
        }
    }
}

Result<> read_label(std::string_view message, ImportedLabels& labels) {
    std::string_view name;
    std::string_view value;
    auto read = for_each_field(message, [&](const Field& field) -> Result<> {
        if (is(field, 1, Type::bytes)) name = field.bytes;
        if (is(field, 2, Type::bytes)) value = field.bytes;
        return {};
    });
    if (!read) return read;
    return labels.add(name, value);
}

Result<Head::Sample> read_sample(std::string_view message, SeriesId series) {
    Head::Sample sample{series, 0, 0};
    const auto read = for_each_field(message, [&](const Field& field) -> Result<> {
        if (is(field, 1, Type::fixed64)) sample.value = field.as_double();
        if (is(field, 2, Type::varint)) sample.time = field.as_int64();
        return {};
    });
    if (!read) return failure(read.error());
    return sample;
}

}  // namespace

Result<std::string> snappy_decode(std::string_view block, std::size_t max_bytes) {
    std::size_t size = 0;
    if (!snappy::GetUncompressedLength(block.data(), block.size(), &size))
        return failure(ErrorKind::parse, "not a snappy block");
    if (size > max_bytes) {
        return failure(ErrorKind::too_large,
                       "the snappy block has more than " + std::to_string(max_bytes) + " bytes");
    }
    // Not even a block of copies alone is shorter: the length must not cost memory by itself.
    constexpr std::size_t longest_ratio = 64;
    if (size / longest_ratio > block.size())
        return failure(ErrorKind::parse, "the snappy block is damaged");
    std::string bytes(size, '\0');
    if (!snappy::RawUncompress(block.data(), block.size(), bytes.data()))
        return failure(ErrorKind::parse, "the snappy block is damaged");
    return bytes;
}

Result<Head::Counts> RemoteWriteImport::run(std::string_view message) {
    Head::Counts total;
    std::size_t number = 0;
    const auto take = [&]() -> Result<> {
        const auto counts = flush();
        if (!counts) return failure(counts.error());
        total += *counts;
        return {};
    };
    const auto read = for_each_field(message, [&](const Field& field) -> Result<> {
        if (!is(field, 1, Type::bytes)) return {};
        ++number;
        if (auto series = read_series(field.bytes); !series) {
            if (series.error().kind != ErrorKind::parse) return series;
            return failure(series.error().within("series " + std::to_string(number)));
        }
        return samples_.size() < samples_at_once ? Result<>{} : take();
    });
    if (auto taken = take(); !taken) return failure(taken.error());
    if (!read) return failure(read.error());
    return total;
}

Result<> RemoteWriteImport::read_series(std::string_view message) {
    const auto key = leading_labels(message);
    const auto series = series_of(message, key);
    if (!series) return failure(series.error());
    if (key) message.remove_prefix(key->size());
    return for_each_field(message, [&](const Field& field) -> Result<> {
        if (!is(field, samples_field, Type::bytes)) return {};
        const auto sample = read_sample(field.bytes, *series);
        if (!sample) return failure(sample.error());
        samples_.push_back(*sample);
        return {};
    });
}

Result<SeriesId> RemoteWriteImport::series_of(std::string_view message,
                                              std::optional<std::string_view> key) {
    if (key) {
        if (const SeriesId known = cache_.find(*key); known != 0) return known;
    }
    labels_.clear();
    const auto read = for_each_field(message, [&](const Field& field) -> Result<> {
        return is(field, labels_field, Type::bytes) ? read_label(field.bytes, labels_) : Result<>{};
    });
    if (!read) return failure(read.error());
    const auto labels = labels_.finish();
    if (!labels) return failure(labels.error());
    const auto series = sink_.series(*labels);
    if (series && key) cache_.add(*key, *series);
    return series;
}

Result<Head::Counts> RemoteWriteImport::flush() {
    auto counts = sink_.append(samples_);
    samples_.clear();
    return counts;
}

}  // namespace nodewatch::store
