#include "base/yaml_document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "base/strings.hpp"

namespace nodewatch {
namespace {

constexpr std::size_t max_bytes = std::size_t{1024} * 1024;
constexpr std::size_t max_levels = 32;
constexpr std::size_t max_values = 50'000;
constexpr std::string_view merge_key = "<<";
constexpr const char* wrong_merge = "expected a mapping or a list of mappings after <<";

YamlPlace place_of(const YAML::Mark& mark) {
    return {static_cast<std::size_t>(mark.line) + 1, static_cast<std::size_t>(mark.column) + 1};
}

/// Leaves the parser from within its events; caught in parse_yaml.
struct Refused {
    YamlPlace place;
    std::string message;
};

[[noreturn]] void refuse(const YAML::Mark& mark, std::string message) {
    throw Refused{place_of(mark), std::move(message)};
}

struct YamlSize {
    std::size_t values = 0;
    std::size_t bytes = 0;   ///< of keys and scalars
    std::size_t levels = 0;  ///< of lists and mappings in one another
};

/// At most max_levels deep, as is all that is built here.
YamlSize size_of(const YamlNode& node) {
    YamlSize size{.values = 1, .bytes = node.text.size()};
    const auto add = [&](const YamlNode& child) {
        const YamlSize inner = size_of(child);
        size.values += inner.values;
        size.bytes += inner.bytes;
        size.levels = std::max(size.levels, inner.levels);
    };
    for (const auto& item : node.items)
        add(item);
    for (const auto& member : node.members) {
        size.bytes += member.key.size();
        add(member.value);
    }
    if (node.kind == YamlNode::Kind::list || node.kind == YamlNode::Kind::mapping) ++size.levels;
    return size;
}

/// Builds the tree from the parser's events. A container that is open is the last child of the one
/// around it, which therefore does not grow: pointers to open containers stay valid.
class TreeBuilder final : public YAML::EventHandler {
public:
    TreeBuilder(YamlDocument& document, std::string_view name) : document_(document), name_(name) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (anchor != YAML::NullAnchor)
            refuse(mark, "an anchor without a value; a value that begins with '&' needs quotes");
        if (expects_key()) refuse(mark, "a key is missing before ':'");
        add(mark, YamlNode::Kind::null);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        if (expects_key()) refuse(mark, "a key must be text");
        const auto known = anchors_.find(anchor);
        if (known == anchors_.end()) refuse(mark, "an alias within what it stands for");
        const auto& [node, size] = known->second;
        count_repeated(mark, size);
        if (open_.size() + size.levels > max_levels) refuse_levels(mark);
        place_for_value() = node;
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_tag(mark, tag);
        if (expects_key()) {
            if (anchor != YAML::NullAnchor) refuse(mark, "anchors of keys are not supported");
            if (tag == "?" && value == merge_key) open_.back().merges = true;
            begin_member(mark, value);
            return;
        }
        bool plain = tag == "?";
        bool null = plain && (value.empty() || value == "~" || value == "null");
        YamlNode& node = add(mark, null ? YamlNode::Kind::null : YamlNode::Kind::scalar);
        if (!null) node.text = value;
        keep(mark, anchor, node);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, YamlNode::Kind::list);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, YamlNode::Kind::mapping);
    }
    void OnMapEnd() override {
        if (open_.back().merges) merge(open_.back());
        close();
    }

private:
    struct Level {
        YamlNode* node;
        YAML::Mark mark;
        YAML::anchor_t anchor;
        std::map<std::string, YamlPlace> keys;
        bool value_follows = false;
        bool merges = false;  ///< has the key <<
    };

    /// What an anchor marks. A copy: the tree still moves.
    struct Anchored {
        YamlNode node;
        YamlSize size;
    };

    bool expects_key() const {
        return !open_.empty() && open_.back().node->kind == YamlNode::Kind::mapping &&
               !open_.back().value_follows;
    }

    static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") {
            refuse(mark, "tags are not supported; a value that begins with '!' needs quotes");
        }
    }

    [[noreturn]] static void refuse_levels(const YAML::Mark& mark) {
        refuse(mark, fmt::format("more than {} levels of nesting", max_levels));
    }

    void count_values(const YAML::Mark& mark, std::size_t count) {
        values_ += count;
        if (values_ > max_values) refuse(mark, fmt::format("more than {} values", max_values));
    }

    /// Before anything is copied.
    void count_repeated(const YAML::Mark& mark, const YamlSize& size) {
        count_values(mark, size.values);
        repeated_bytes_ += size.bytes;
        if (repeated_bytes_ > max_bytes)
            refuse(mark, fmt::format("aliases repeat more than {} bytes", max_bytes));
    }

    void keep(const YAML::Mark& mark, YAML::anchor_t anchor, const YamlNode& node) {
        if (anchor == YAML::NullAnchor) return;
        const YamlSize size = size_of(node);
        count_repeated(mark, size);
        anchors_.insert_or_assign(anchor, Anchored{node, size});
    }

    void close() {
        const Level level = std::move(open_.back());
        open_.pop_back();
        keep(level.mark, level.anchor, *level.node);
    }

    /// Puts the members of what stands under << in its place; those that are there win, and the
    /// first of several mappings.
    static void merge(Level& level) {
        auto& members = level.node->members;
        const auto merged = std::ranges::find(members, merge_key, &YamlMember::key);
        YamlNode from = std::move(merged->value);
        members.erase(merged);
        if (from.kind == YamlNode::Kind::mapping) {
            add_absent(*level.node, std::move(from));
            return;
        }
        if (from.kind != YamlNode::Kind::list) refuse(level.mark, wrong_merge);
        for (auto& item : from.items) {
            if (item.kind != YamlNode::Kind::mapping) refuse(level.mark, wrong_merge);
            add_absent(*level.node, std::move(item));
        }
    }

    static void add_absent(YamlNode& to, YamlNode from) {
        std::set<std::string, std::less<>> present;
        for (const auto& member : to.members)
            present.insert(member.key);
        for (auto& member : from.members)
            if (!present.contains(member.key)) to.members.push_back(std::move(member));
    }

    void begin_member(const YAML::Mark& mark, const std::string& key) {
        Level& level = open_.back();
        auto [first, is_new] = level.keys.try_emplace(key, place_of(mark));
        if (!is_new) {
            auto message = fmt::format("duplicate key '{}', first at {}:{}:{}", abbreviate(key, 60),
                                       name_, first->second.line, first->second.column);
            document_.errors.push_back({place_of(mark), std::move(message)});
        }
        level.node->members.push_back({key, place_of(mark), {}});
        level.value_follows = true;
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
              YamlNode::Kind kind) {
        refuse_tag(mark, tag);
        if (expects_key()) refuse(mark, "a key must be text");
        if (open_.size() == max_levels) refuse_levels(mark);
        YamlNode& node = add(mark, kind);
        open_.push_back({.node = &node, .mark = mark, .anchor = anchor, .keys = {}});
    }

    YamlNode& add(const YAML::Mark& mark, YamlNode::Kind kind) {
        count_values(mark, 1);
        YamlNode& node = place_for_value();
        node.kind = kind;
        node.place = place_of(mark);
        return node;
    }

    YamlNode& place_for_value() {
        if (open_.empty()) return document_.root;
        Level& level = open_.back();
        if (level.node->kind == YamlNode::Kind::list) return level.node->items.emplace_back();
        level.value_follows = false;
        return level.node->members.back().value;
    }

    YamlDocument& document_;
    std::string_view name_;
    std::vector<Level> open_;
    std::map<YAML::anchor_t, Anchored> anchors_;
    std::size_t values_ = 0;
    std::size_t repeated_bytes_ = 0;
};

/// Notices that there is a second document and looks no further.
class SecondDocument final : public YAML::EventHandler {
public:
    void OnDocumentStart(const YAML::Mark& mark) override {
        refuse(mark, "a second document begins here; only one is read");
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t,
                  const std::string&) override {}
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}
};

/// The parser's message without a piece of the text, which may be a secret.
std::string message_of(const YAML::ParserException& exception) {
    std::string_view message = exception.msg;
    if (message.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
        return "an alias without an anchor; a value that begins with '*' needs quotes";
    }
    return "not valid YAML: " + std::string(message.substr(0, message.find(": ")));
}

}  // namespace

YamlDocument parse_yaml(std::string_view text, std::string_view name) {
    YamlDocument document;
    if (text.size() > max_bytes) {
        document.errors.push_back(
            {{}, fmt::format("{} bytes; at most {} are read", text.size(), max_bytes)});
        return document;
    }
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        TreeBuilder builder(document, name);
        SecondDocument second;
        if (parser.HandleNextDocument(builder)) parser.HandleNextDocument(second);
    } catch (const Refused& refused) {
        document.root = {};
        document.errors.push_back({refused.place, refused.message});
    } catch (const YAML::ParserException& e) {
        document.root = {};
        document.errors.push_back({place_of(e.mark), message_of(e)});
    } catch (const YAML::Exception&) {
        document.root = {};
        document.errors.push_back({{}, "not valid YAML"});
    }
    return document;
}

}  // namespace nodewatch
