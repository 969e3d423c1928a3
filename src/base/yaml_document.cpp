#include "base/yaml_document.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <sstream>

#include "base/strings.hpp"

namespace nodewatch {
namespace {

constexpr std::size_t max_bytes = std::size_t{1024} * 1024;
constexpr std::size_t max_levels = 32;
constexpr std::size_t kMaxValues = 50'000;

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

/// Builds the tree from the parser's events. A container that is open is the last child of the one
/// around it, which therefore does not grow: pointers to open containers stay valid.
class TreeBuilder final : public YAML::EventHandler {
public:
    TreeBuilder(YamlDocument& document, std::string_view name) : document_(document), name_(name) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_extras(mark, {}, anchor);
        if (expects_key()) refuse(mark, "a key is missing before ':'");
        add(mark, YamlNode::Kind::null);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(mark, "aliases are not supported; a value that begins with '*' needs quotes");
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_extras(mark, tag, anchor);
        if (expects_key()) {
            begin_member(mark, value);
            return;
        }
        bool plain = tag == "?";
        bool null = plain && (value.empty() || value == "~" || value == "null");
        YamlNode& node = add(mark, null ? YamlNode::Kind::null : YamlNode::Kind::scalar);
        if (!null) node.text = value;
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, YamlNode::Kind::list);
    }
    void OnSequenceEnd() override { open_.pop_back(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, YamlNode::Kind::mapping);
    }
    void OnMapEnd() override { open_.pop_back(); }

private:
    struct Level {
        YamlNode* node;
        std::map<std::string, YamlPlace> keys;
        bool value_follows = false;
    };

    bool expects_key() const {
        return !open_.empty() && open_.back().node->kind == YamlNode::Kind::mapping &&
               !open_.back().value_follows;
    }

    static void refuse_extras(const YAML::Mark& mark, const std::string& tag,
                              YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) {
            refuse(mark, "anchors are not supported; a value that begins with '&' needs quotes");
        }
        if (!tag.empty() && tag != "?" && tag != "!") {
            refuse(mark, "tags are not supported; a value that begins with '!' needs quotes");
        }
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
        refuse_extras(mark, tag, anchor);
        if (expects_key()) refuse(mark, "a key must be text");
        if (open_.size() == max_levels) {
            refuse(mark, fmt::format("more than {} levels of nesting", max_levels));
        }
        YamlNode& node = add(mark, kind);
        open_.push_back({&node, {}});
    }

    YamlNode& add(const YAML::Mark& mark, YamlNode::Kind kind) {
        if (++values_ > kMaxValues) refuse(mark, fmt::format("more than {} values", kMaxValues));
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
    std::size_t values_ = 0;
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
        return "aliases are not supported; a value that begins with '*' needs quotes";
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
