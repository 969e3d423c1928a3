// Input that no honest server sends: it may be refused or leave things unknown, and must do no
// more.

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

#include "base/json.hpp"
#include "decoders.hpp"
#include "support/recording_reader.hpp"
#include "support/sanitizer.hpp"

namespace nodewatch::xrpl {
namespace {

using json::Element;

struct Sample {
    const NamedDecoder* decoder;
    std::string text;
};

/// One recorded message for each decoder, and one for each sort of event.
std::vector<Sample> samples() {
    static const std::vector<std::pair<std::string_view, std::string_view>> wanted = {
        {"http: server_info [proposing]", "server_info"},
        {"ws: server_state", "server_state"},
        {"ws: peers", "peers"},
        {"http: validators publisher list active", "validators"},
        {"http: validator_list_sites", "validator_list_sites"},
        {"http: validator_info", "validator_info"},
        {"http: fee", "fee"},
        {"http: consensus_info", "consensus_info"},
        {"http: get_counts", "get_counts"},
        {"http: ping", "ping"},
        {"event: validationReceived", "stream"},
        {"event: validationReceived flag-ledger", "stream"},
        {"event: ledgerClosed", "stream"},
        {"event: serverStatus full escalated", "stream"},
        {"event: manifestReceived", "stream"},
        {"event: peerStatusChange ACCEPTED_LEDGER", "stream"},
        {"event: consensusPhase", "stream"},
        {"ws: subscribe", "stream"},
        {"ws: peers (non-admin) error forbidden", "stream"},
    };
    std::vector<Sample> out;
    testing::read_lines(testing::recording("samples"), [&](std::string_view line) {
        simdjson::dom::parser parser;
        Element root = parser.parse(line.data(), line.size());
        for (auto [what, decoder] : wanted) {
            if (json::text(root, "what") == what) {
                out.push_back({find_decoder(decoder), std::string(testing::recorded_data(line))});
            }
        }
    });
    out.push_back(
        {find_decoder("feature"),
         R"({"result":{"features":{"00AA":{"name":"A","enabled":false,"supported":true,"vetoed":"Obsolete",)"
         R"("count":1,"threshold":2,"validations":3,"majority":4}},"status":"success"}})"});
    out.push_back(
        {find_decoder("crawl"),
         R"({"overlay":{"active":[{"type":"in","version":"rippled-3.1.1"}]},"server":{"build_version":"3.1.1"},)"
         R"("unl":{"validator_list":{"status":"active"}},"version":2})"});
    EXPECT_EQ(out.size(), wanted.size() + 2);
    return out;
}

TEST(DecodeHostile, AMessageThatIsCutAnywhereIsRefused) {
    for (const auto& sample : samples()) {
        ASSERT_TRUE(sample.decoder->decode(sample.text)) << sample.text;
        for (std::size_t length = 0; length < sample.text.size(); ++length) {
            auto decoded = sample.decoder->decode(sample.text.substr(0, length));
            ASSERT_FALSE(decoded) << sample.text.substr(0, length);
            ASSERT_EQ(decoded.error().kind, ErrorKind::parse);
        }
    }
}

TEST(DecodeHostile, TextBehindAMessageIsRefused) {
    for (const auto& sample : samples()) {
        for (auto tail : {"}", "{}", ",", "x", "]", "\"", "1"}) {
            EXPECT_FALSE(sample.decoder->decode(sample.text + tail)) << sample.text << tail;
        }
        EXPECT_TRUE(sample.decoder->decode(sample.text + " \r\n"));
    }
}

/// Writes the JSON again with the n-th value (in order of appearance, objects and lists included)
/// replaced.
class Replacer {
public:
    Replacer(std::size_t index, std::string_view replacement)
        : left_(index), replacement_(replacement) {}

    void write(const Element& value, std::string& out) {
        if (left_-- == 0) {
            out += replacement_;
            replaced_ = true;
        } else if (value.is_object()) {
            out += '{';
            for (auto [key, member] : json::Object(value)) {
                out += fmt::format("{}\"{}\":", out.back() == '{' ? "" : ",", key);
                write(member, out);
            }
            out += '}';
        } else if (value.is_array()) {
            out += '[';
            for (Element element : json::Array(value)) {
                out += out.back() == '[' ? "" : ",";
                write(element, out);
            }
            out += ']';
        } else {
            out += simdjson::minify(value);
        }
    }
    bool replaced() const { return replaced_; }

private:
    std::size_t left_;
    std::string_view replacement_;
    bool replaced_ = false;
};

TEST(DecodeHostile, AnyMemberOfAnotherType) {
    const std::string long_text = "\"" + std::string(300, 'x') + "\"";
    const std::vector<std::string> replacements = {"null",
                                                   "true",
                                                   "-1",
                                                   "1.5",
                                                   "1e308",
                                                   "99999999999999999999999",
                                                   "\"\"",
                                                   "\"1e999\"",
                                                   "\"\\u0000\\ud83d\\ude00\"",
                                                   "[[{}]]",
                                                   R"({"a":[1,"2",null]})",
                                                   long_text};
    for (const auto& sample : samples()) {
        simdjson::dom::parser parser;
        Element root = parser.parse(sample.text);
        for (const auto& replacement : replacements) {
            for (std::size_t index = 0;; index += sanitizer::on ? 7 : 1) {
                Replacer replacer(index, replacement);
                std::string text;
                replacer.write(root, text);
                if (!replacer.replaced()) {
                    break;
                }
                auto decoded = sample.decoder->decode(text);
                if (!decoded) {
                    EXPECT_TRUE(decoded.error().kind == ErrorKind::parse ||
                                decoded.error().kind == ErrorKind::server ||
                                decoded.error().kind == ErrorKind::permission);
                    EXPECT_LT(decoded.error().message.size(), 1000U);
                }
            }
        }
    }
}

TEST(DecodeHostile, WhatIsNoJsonObjectIsRefused) {
    std::string deep_objects = R"({"result":)";
    for (int i = 0; i < 100'000; ++i) {
        deep_objects += R"({"info":)";
    }
    const std::vector<std::string> nonsense = {
        "",
        " ",
        "null",
        "true",
        "[]",
        "5",
        "\"x\"",
        "Forbidden",
        "Server is overloaded",
        "<html></html>",
        "{",
        "{\"type\":\"ledgerClosed\"",
        R"({"type":"validationReceived","data":)" + std::string(200'000, '['),
        deep_objects,
        std::string(100'000, '{'),
        std::string(100'000, '\\'),
        std::string(100'001, '"'),
        std::string(1000, '\0')};
    for (const auto& text : nonsense) {
        for (const auto& decoder : decoders()) {
            auto decoded = decoder.decode(text);
            ASSERT_FALSE(decoded) << decoder.name << " " << text.substr(0, 80);
            EXPECT_EQ(decoded.error().kind, ErrorKind::parse)
                << decoder.name << " " << text.substr(0, 80);
        }
    }
}

TEST(DecodeHostile, AMessageWithoutWhatItIsAboutIsRefused) {
    const std::vector<std::pair<std::string_view, std::string_view>> incomplete = {
        {"stream", "{}"},
        {"stream", R"({"type":1,"ledger_index":1})"},
        {"stream", R"({"type":""})"},
        {"stream", R"({"type":"validationReceived"})"},
        {"stream", R"({"type":"validationReceived","ledger_hash":"A"})"},
        {"stream", R"({"type":"validationReceived","ledger_hash":1,"validation_public_key":"n"})"},
        {"stream", R"({"type":"ledgerClosed","ledger_hash":"A"})"},
        {"stream", R"({"type":"ledgerClosed","ledger_hash":"A","ledger_index":-1})"},
        {"stream", R"({"type":"consensusPhase","consensus":7})"},
        {"stream", R"({"type":"manifestReceived","master_key":{}})"},
        {"server_info", R"({"result":null})"},
        {"server_info", R"({"result":[]})"},
        {"server_info", R"({"result":{"info":[]}})"},
        {"server_info", R"({"info":{"peers":1}})"},
        {"peers", R"({"result":{}})"},
        {"peers", R"({"result":{"peers":{}}})"},
        {"validators", R"({"result":{"validation_quorum":4}})"},
        {"validator_list_sites", R"({"result":{"validator_sites":"none"}})"},
        {"validator_info", R"({"result":{"domain":"a.test"}})"},
        {"feature", R"({"result":{"features":[]}})"},
        {"feature", R"({"result":{}})"},
        {"fee", R"({"result":{"drops":"10"}})"},
        {"consensus_info", R"({"result":{"info":null}})"},
        {"crawl", "{}"},
    };
    for (auto [decoder, text] : incomplete) {
        auto decoded = find_decoder(decoder)->decode(text);
        ASSERT_FALSE(decoded) << decoder << " " << text;
        EXPECT_EQ(decoded.error().kind, ErrorKind::parse) << decoder << " " << text;
    }
}

TEST(DecodeHostile, DeepNestingInWhatIsNotRead) {
    const auto deep = std::string(200'000, '[') + std::string(200'000, ']');
    // Skipped without recursion in a validation, refused by the depth limit elsewhere.
    EXPECT_TRUE(find_decoder("stream")->decode(
        R"({"type":"validationReceived","ledger_hash":"A","validation_public_key":"n","data":)" +
        deep + "}"));
    EXPECT_FALSE(find_decoder("peers")->decode(R"({"result":{"peers":[],"x":)" + deep + "}}"));
}

TEST(DecodeHostile, InvalidUtf8IsRefused) {
    for (const auto& sample : samples()) {
        const auto quote = sample.text.find("\":");
        auto text = sample.text;
        text.insert(quote, "\xff");
        EXPECT_FALSE(sample.decoder->decode(text)) << text;
    }
}

TEST(DecodeHostile, DuplicateKeysGiveOneOfTheValues) {
    auto message = find_decoder("stream")->decode(
        R"({"type":"validationReceived","ledger_hash":"A","ledger_hash":"B","validation_public_key":"n",)"
        R"("full":false,"full":true,"ledger_index":"1","ledger_index":2,"type":"validationReceived"})");
    ASSERT_TRUE(message);
    EXPECT_TRUE((*message)["ledger_hash"] == "A" || (*message)["ledger_hash"] == "B");

    auto info =
        find_decoder("server_info")
            ->decode(R"({"result":{"info":{"peers":1,"peers":2},"info":{"peers":3}},"result":{}})");
    ASSERT_TRUE(info);
    EXPECT_TRUE((*info)["peers"] == "1" || (*info)["peers"] == "2" || (*info)["peers"] == "3");
}

TEST(DecodeHostile, EscapedTextIsReadInBothDecodersOfEvents) {
    auto message = find_decoder("stream")->decode(
        R"({"type":"validation\u0052eceived","ledger_hash":"\u0041B","validation_public_key":"n\/","full":true})");
    ASSERT_TRUE(message) << message.error().message;
    EXPECT_EQ((*message)["ledger_hash"], "AB");
    EXPECT_EQ((*message)["signing_key"], "n/");
}

TEST(DecodeHostile, FiftyMegabytes) {
    std::string filling;
    filling.resize(50'000'000, 'x');
    const auto validation =
        R"({"type":"validationReceived","ledger_hash":"A","validation_public_key":"n","data":")" +
        filling + "\"}";
    EXPECT_TRUE(find_decoder("stream")->decode(validation));
    EXPECT_FALSE(find_decoder("stream")->decode(filling));
    EXPECT_FALSE(find_decoder("server_info")->decode(filling));
    auto info = find_decoder("server_info")
                    ->decode(R"({"result":{"info":{"peers":7,"hostid":")" + filling + "\"}}}");
    ASSERT_TRUE(info);
    EXPECT_EQ((*info)["peers"], "7");
}

TEST(DecodeHostile, NegativeNumbersOfWhatCannotBeNegativeAreUnknown) {
    auto info = find_decoder("server_info")->decode(R"({"result":{"info":{"server_state":"full",
        "peers":-5,"uptime":-1,"io_latency_ms":-2,"load_factor":-1,"jq_trans_overflow":"-3",
        "validated_ledger":{"seq":7,"age":-5,"base_fee_xrp":-1e-5,"close_time_offset":-70}}}})");
    ASSERT_TRUE(info);
    for (const char* fact :
         {"peers", "uptime_seconds", "io_latency_ms", "load_factor", "job_queue_overflows",
          "validated_ledger.age_seconds", "validated_ledger.base_fee_drops"})
        EXPECT_FALSE(info->contains(fact)) << fact;
    EXPECT_EQ((*info)["validated_ledger.sequence"], "7");
    EXPECT_EQ((*info)["validated_ledger.close_time_offset_seconds"], "-70");
}

TEST(DecodeHostile, AnErrorOfTheServerIsQuotedInPart) {
    const std::string flood(1'000'000, 'e');
    auto decoded = find_decoder("fee")->decode(R"({"result":{"status":"error","error":")" + flood +
                                               R"(","error_message":")" + flood + "\"}}");
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().kind, ErrorKind::server);
    EXPECT_LT(decoded.error().message.size(), 1000U);
    EXPECT_LT(decoded.error().code.size(), 1000U);
}

TEST(DecodeHostile, AfterBadMessagesADecoderGoesOn) {
    StreamDecoder decoder;
    const PaddedText good(
        R"({"type":"validationReceived","ledger_hash":"A","validation_public_key":"n","full":true})");
    for (const auto& bad :
         {std::string("{"), std::string("{\"type\":\"ledgerClosed\"}"), std::string(300'000, '['),
          R"({"type":"x","y":")" + std::string(300'000, 'y') + "\"}"}) {
        const PaddedText padded(bad);
        std::ignore = decoder.decode(padded.view());
        auto message = decoder.decode(good.view());
        ASSERT_TRUE(message);
        EXPECT_EQ(std::get<ValidationReceived>(*message).ledger_hash, "A");
    }
}

}  // namespace
}  // namespace nodewatch::xrpl
