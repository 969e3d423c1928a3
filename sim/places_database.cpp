#include "sim/places_database.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/asio/ip/address.hpp>
#include <string_view>

namespace nodewatch::sim {
namespace {

// Types of the data section.
constexpr unsigned text_type = 1U << 6U, double_type = 3U << 5U, uint16_type = 5U << 5U,
                   uint32_type = 6U << 5U, map_type = 7U << 5U;
constexpr char uint64_type[] = {8, 2}, empty_array[] = {0, 4};
constexpr std::size_t separator_bytes = 16;

std::string big_endian(std::uint64_t value, unsigned bytes) {
    std::string text;
    for (unsigned i = bytes; i-- > 0;)
        text += static_cast<char>(value >> (8 * i));
    return text;
}

std::string control(unsigned type, std::size_t size) {
    return std::string(1, static_cast<char>(type | size));
}

std::string text(const std::string& value) {
    constexpr std::size_t long_text = 29;  // its size is in one more byte
    if (value.size() < long_text) return control(text_type, value.size()) + value;
    return control(text_type, long_text) + static_cast<char>(value.size() - long_text) + value;
}

std::string degrees(double value) {
    return control(double_type, 8) + big_endian(std::bit_cast<std::uint64_t>(value), 8);
}

std::string uint16(std::uint64_t value) {
    return control(uint16_type, 2) + big_endian(value, 2);
}

std::string uint32(std::uint64_t value) {
    return control(uint32_type, 4) + big_endian(value, 4);
}

std::string record_of(const Place& place) {
    return control(map_type, 4) + text("country") + control(map_type, 1) + text("iso_code") +
           text(place.country) + text("location") + control(map_type, 2) + text("latitude") +
           degrees(place.latitude) + text("longitude") + degrees(place.longitude) +
           text("autonomous_system_number") + uint32(place.asn) +
           text("autonomous_system_organization") + text(place.organisation);
}

/// By the bits of the address, the highest first; IPv4 lies in ::/96.
boost::asio::ip::address_v6::bytes_type key_of(const std::string& address) {
    const auto ip = boost::asio::ip::make_address(address);
    if (ip.is_v6()) return ip.to_v6().to_bytes();
    boost::asio::ip::address_v6::bytes_type key{};
    std::ranges::copy(ip.to_v4().to_bytes(), key.end() - 4);
    return key;
}

/// The search tree: of each node the way for bit 0 and for bit 1.
class Tree {
public:
    /// `data`: where the record lies in the data section.
    void insert(const boost::asio::ip::address_v6::bytes_type& key, std::size_t data) {
        std::size_t node = 0;
        constexpr std::size_t bits = 128;
        for (std::size_t bit = 0; bit < bits; ++bit) {
            const std::size_t way = key[bit / 8] >> (7 - bit % 8) & 1U;
            if (bit + 1 == bits) {
                nodes_[node][way] = {Way::record, data};
            } else {
                if (nodes_[node][way].kind == Way::nothing) {
                    nodes_[node][way] = {Way::node, nodes_.size()};
                    nodes_.emplace_back();
                }
                node = nodes_[node][way].target;
            }
        }
    }
    std::size_t size() const { return nodes_.size(); }
    std::string bytes() const {
        std::string all;
        for (const auto& ways : nodes_)
            for (const Way& way : ways)
                all += big_endian(value_of(way), 3);
        return all;
    }

private:
    struct Way {
        enum Kind : std::uint8_t { nothing, node, record } kind = nothing;
        std::size_t target = 0;
    };
    std::size_t value_of(const Way& way) const {
        if (way.kind == Way::nothing) return nodes_.size();
        return way.kind == Way::node ? way.target : nodes_.size() + separator_bytes + way.target;
    }
    std::vector<std::array<Way, 2>> nodes_ = std::vector<std::array<Way, 2>>(1);
};

std::string metadata(std::size_t nodes) {
    constexpr std::uint64_t built = 1'750'000'000;
    return std::string("\xab\xcd\xefMaxMind.com") + control(map_type, 9) + text("node_count") +
           uint32(nodes) + text("record_size") + uint16(24) + text("ip_version") + uint16(6) +
           text("database_type") + text("made up") + text("languages") +
           std::string(empty_array, 2) + text("binary_format_major_version") + uint16(2) +
           text("binary_format_minor_version") + uint16(0) + text("build_epoch") +
           std::string(uint64_type, 2) + big_endian(built, 8) + text("description") +
           control(map_type, 0);
}

}  // namespace

std::string places_database(const std::vector<Place>& places) {
    Tree tree;
    std::string data;
    for (const Place& place : places) {
        tree.insert(key_of(place.address), data.size());
        data += record_of(place);
    }
    return tree.bytes() + std::string(separator_bytes, '\0') + data + metadata(tree.size());
}

}  // namespace nodewatch::sim
