#include "networks/bitcoin/chain_state.hpp"

#include "base/json_writer.hpp"
#include "networks/bitcoin/document.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr std::uint64_t version = 1;
constexpr std::string_view what = "the saved state of the chain";
constexpr std::size_t hash_digits = 64;

void write(JsonWriter& json, std::string_view name, const BlockId& block) {
    json.key(name).begin_object().member("hash", block.hash).member("height", block.height);
    json.end_object();
}

std::int64_t milliseconds(WallTime time) {
    return time.time_since_epoch().count();
}

bool is_hash(std::string_view hash) {
    return hash.size() == hash_digits &&
           hash.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::optional<BlockId> block(const json::Element& parent, std::string_view key) {
    const auto element = json::find(parent, key);
    if (!element || !element->is_object()) return std::nullopt;
    const auto hash = json::text(*element, "hash");
    const auto height = json::unsigned_integer(*element, "height");
    if (!hash || !is_hash(*hash) || !height) return std::nullopt;
    return BlockId{std::string(*hash), *height};
}

/// Unix milliseconds that a clock may show: before the year 10000.
std::optional<WallTime> time(const std::optional<std::uint64_t>& milliseconds) {
    if (!milliseconds || *milliseconds >= 253'402'300'800'000) return std::nullopt;
    return WallTime{Duration{static_cast<std::int64_t>(*milliseconds)}};
}

std::optional<std::vector<SavedChain::Depth>> depths(const json::Element& root) {
    const auto list = json::array(root, "depths");
    if (!list || list->size() > ChainTracker::max_remembered) return std::nullopt;
    std::vector<SavedChain::Depth> depths;
    for (const json::Element& pair : *list) {
        std::uint64_t at = 0, depth = 0;
        if (pair.at(0).get(at) != simdjson::SUCCESS || pair.at(1).get(depth) != simdjson::SUCCESS)
            return std::nullopt;
        const auto moment = time(at);
        if (!moment) return std::nullopt;
        depths.push_back({*moment, depth});
    }
    return depths;
}

std::optional<std::vector<std::string>> hashes(const json::Element& parent, std::string_view key) {
    const auto list = json::array(parent, key);
    if (!list || list->size() > ChainTracker::max_depth + 1) return std::nullopt;
    std::vector<std::string> hashes;
    for (const json::Element& element : *list) {
        std::string_view hash;
        if (element.get(hash) != simdjson::SUCCESS || !is_hash(hash)) return std::nullopt;
        hashes.emplace_back(hash);
    }
    return hashes;
}

std::optional<Reorganisation> reorganisation(const json::Element& element) {
    if (!element.is_object()) return std::nullopt;
    auto old_tip = block(element, "old_tip"), new_tip = block(element, "new_tip");
    auto ancestor = block(element, "ancestor");
    auto fallen = hashes(element, "fallen");
    const auto at = time(json::unsigned_integer(element, "at"));
    if (!old_tip || !new_tip || !ancestor || !fallen || !at) return std::nullopt;
    return Reorganisation{std::move(*old_tip), std::move(*new_tip), std::move(*ancestor),
                          std::move(*fallen), Now{*at, {}}};
}

}  // namespace

std::string format_chain(const SavedChain& saved) {
    JsonWriter json;
    json.begin_object().member("version", version);
    write(json, "tip", saved.tip);
    json.member("reorganisations", saved.reorganisations);
    json.member("fallen_blocks", saved.fallen_blocks).member("unexplained", saved.unexplained);
    json.key("depths").begin_array();
    for (const SavedChain::Depth& one : saved.depths)
        json.begin_array().value(milliseconds(one.at)).value(one.depth).end_array();
    json.end_array();
    if (saved.last) {
        json.key("last").begin_object();
        write(json, "old_tip", saved.last->old_tip);
        write(json, "new_tip", saved.last->new_tip);
        write(json, "ancestor", saved.last->ancestor);
        json.key("fallen").begin_array();
        for (const std::string& hash : saved.last->fallen)
            json.value(hash);
        json.end_array().member("at", milliseconds(saved.last->at.wall)).end_object();
    }
    json.end_object();
    return json.take();
}

Result<SavedChain> parse_chain(std::string_view text) {
    const auto document = parse_object(text, what);
    if (!document) return failure(document.error());
    const json::Element& root = document->root;
    if (json::unsigned_integer(root, "version") != version) return missing(what, "version");
    const auto tip = block(root, "tip");
    const auto reorganisations = json::unsigned_integer(root, "reorganisations");
    const auto fallen_blocks = json::unsigned_integer(root, "fallen_blocks");
    const auto unexplained = json::unsigned_integer(root, "unexplained");
    const auto remembered = depths(root);
    if (!tip) return missing(what, "tip");
    if (!reorganisations || !fallen_blocks || !unexplained) return missing(what, "counts");
    if (!remembered) return missing(what, "depths");
    SavedChain saved{*tip, *reorganisations, *fallen_blocks, *unexplained, *remembered, {}};
    if (const auto last = json::find(root, "last")) {
        saved.last = reorganisation(*last);
        if (!saved.last) return missing(what, "last");
    }
    return saved;
}

}  // namespace nodewatch::bitcoin
