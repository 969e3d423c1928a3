// Real messages, against what an independent script (tools/xrpl_expect.py) found in them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <sstream>

#include "base/json.hpp"
#include "decoders.hpp"
#include "support/recording_reader.hpp"
#include "support/sanitizer.hpp"

namespace nodewatch::xrpl {
namespace {

using json::Element;
using Totals = std::map<std::string, std::uint64_t>;

std::string differences(const Facts& expected, const Facts& actual) {
    std::ostringstream out;
    for (const auto& [name, value] : expected) {
        auto found = actual.find(name);
        if (found == actual.end()) {
            out << name << ": expected " << value << ", is unknown\n";
        } else if (found->second != value) {
            out << name << ": expected " << value << ", is " << found->second << "\n";
        }
    }
    for (const auto& [name, value] : actual) {
        if (!expected.contains(name)) {
            out << name << ": expected unknown, is " << value << "\n";
        }
    }
    return out.str();
}

Facts facts_of_member(const Element& row, std::string_view key) {
    return facts_of_json(simdjson::minify(*json::find(row, key)));
}

/// The recorded data by `what`.
std::map<std::string, std::string> recorded_samples() {
    std::map<std::string, std::string> samples;
    testing::read_lines(testing::recording("samples"), [&](std::string_view line) {
        simdjson::dom::parser parser;
        Element root;
        ASSERT_EQ(parser.parse(line.data(), line.size()).get(root), simdjson::SUCCESS);
        samples.emplace(*json::text(root, "what"), testing::recorded_data(line));
    });
    return samples;
}

void check_answer(const Element& row, std::string_view data) {
    const auto* decoder = find_decoder(*json::text(row, "method"));
    ASSERT_NE(decoder, nullptr);
    auto decoded = decoder->decode(data);
    if (json::find(row, "answer")) {
        ASSERT_TRUE(decoded) << decoded.error().message;
        EXPECT_EQ(differences(facts_of_member(row, "answer"), *decoded), "");
        return;
    }
    ASSERT_FALSE(decoded);
    const bool refused = json::find(row, "permission").has_value();
    EXPECT_EQ(decoded.error().kind, refused ? ErrorKind::permission : ErrorKind::server);
    EXPECT_EQ(decoded.error().code, *json::text(row, refused ? "permission" : "server"));
}

TEST(DecodeRecordings, EveryMemberOfEverySample) {
    auto samples = recorded_samples();
    simdjson::dom::parser parser;
    Element rows;
    ASSERT_EQ(parser.load(NODEWATCH_SOURCE_DIR "/tests/data/xrpl/samples.expected.json").get(rows),
              simdjson::SUCCESS);
    std::size_t checked = 0;
    for (Element row : json::Array(rows)) {
        const std::string what(*json::text(row, "what"));
        SCOPED_TRACE(what);
        ASSERT_TRUE(samples.contains(what));
        const auto& data = samples[what];
        for (auto key : {"event", "response"}) {
            if (json::find(row, key)) {
                auto message = find_decoder("stream")->decode(data);
                ASSERT_TRUE(message) << message.error().message;
                EXPECT_EQ(differences(facts_of_member(row, key), *message), "");
            }
        }
        if (json::find(row, "method")) {
            check_answer(row, data);
        }
        ++checked;
    }
    EXPECT_EQ(checked, samples.size());
}

void add_message(Totals& totals, const ValidationReceived& m) {
    ++totals["validations"];
    totals["validations_full"] += m.full ? 1 : 0;
    totals["validations_with_master_key"] += m.master_key.empty() ? 0 : 1;
    totals["validation_ledgers"] += m.ledger_index.value();
    auto& cookies = totals["validation_cookies_mod_2_32"];
    cookies = (cookies + m.cookie.value()) & 0xFFFF'FFFF;
    totals["validation_signing_times"] += static_cast<std::uint64_t>(m.signing_time.value());
}
void add_message(Totals& totals, const LedgerClosed& m) {
    ++totals["ledgers"];
    totals["ledger_sequences"] += m.sequence;
    totals["ledger_transactions"] += static_cast<std::uint64_t>(m.transactions.value());
    totals["ledger_close_times"] += static_cast<std::uint64_t>(m.close_time.value());
}
void add_message(Totals& totals, const ServerStatus& m) {
    ++totals["server_status_" + m.status.value()];
}
void add_message(Totals& totals, const SocketResponse& m) {
    ++totals["responses"];
    totals["response_errors"] += m.error ? 1 : 0;
}
void add_message(Totals& totals, const ConsensusPhase&) {
    ++totals["consensusPhase"];
}
void add_message(Totals& totals, const PeerStatusChange&) {
    ++totals["peerStatusChange"];
}
void add_message(Totals& totals, const ManifestReceived&) {
    ++totals["manifestReceived"];
}
void add_message(Totals& totals, const OtherMessage&) {
    ++totals["other_messages"];
}

void add_server_info(Totals& totals, const ServerInfo& info) {
    ++totals["server_info_" + info.state_name.value()];
    totals["server_info_peers"] += static_cast<std::uint64_t>(info.peers.value());
    totals["server_info_without_validated_ledger"] += info.validated_ledger ? 0 : 1;
    totals["server_info_quorum_unreachable"] +=
        info.validation_quorum == quorum_unreachable ? 1 : 0;
    totals["server_info_ledgers"] += info.complete_ledgers.value().count();
}

void add_peers(Totals& totals, const PeersInfo& info) {
    totals["peers_entries"] += info.peers.size();
    for (const auto& peer : info.peers) {
        totals["peers_inbound"] += peer.inbound ? 1 : 0;
        totals["peers_diverged"] += peer.track == "diverged" ? 1 : 0;
    }
}

/// One decoder for all connections of a recording: nothing may leak from one message to the next.
class Counter {
public:
    /// Each line; with sanitizers each tenth.
    void take_file(const std::filesystem::path& file) {
        std::size_t line_number = 0;
        testing::read_lines(file, [&](std::string_view line) {
            if (line_number++ % (sanitizer::on ? 10 : 1) == 0) take_line(line);
        });
    }

    Totals totals() const {
        Totals out = totals_;
        std::erase_if(out, [](const auto& total) { return total.second == 0; });
        return out;
    }

private:
    void take_line(std::string_view line) {
        Element root;
        ASSERT_EQ(parser_.parse(line.data(), line.size()).get(root), simdjson::SUCCESS);
        auto data = json::find(root, "data");
        if (!data || !data->is_object() || json::find(*data, "cut")) {
            return;
        }
        const auto kind = json::text(root, "kind");
        if (kind == "recv") {
            take_message(testing::recorded_data(line));
        } else if (kind == "http" && json::find(root, "request") && json::object(*data, "result")) {
            auto method = json::text(*json::find(root, "request"), "method");
            take_answer(method.value_or(""), testing::recorded_data(line));
        }
    }

    void take_message(std::string_view data) {
        const PaddedText padded(data);
        auto message = decoder_.decode(padded.view());
        ASSERT_TRUE(message) << message.error().message << "\n" << data;
        std::visit([this](const auto& m) { add_message(totals_, m); }, *message);
    }

    void take_answer(std::string_view method, std::string_view data) {
        const auto* decoder = find_decoder(method);
        if (decoder == nullptr) {
            return;
        }
        ++totals_[std::string(method)];
        auto decoded = decoder->decode(data);
        if (!decoded) {
            ++totals_[std::string(method) + "_errors"];
            ASSERT_THAT(decoded.error().kind,
                        ::testing::AnyOf(ErrorKind::server, ErrorKind::permission))
                << decoded.error().message << "\n"
                << data;
        } else if (method == "server_info") {
            add_server_info(totals_, decode_server_info(data).value());
        } else if (method == "peers") {
            add_peers(totals_, decode_peers(data).value());
        }
    }

    simdjson::dom::parser parser_;
    StreamDecoder decoder_;
    Totals totals_;
};

TEST(DecodeRecordings, CountsAndSumsOfWholeRecordings) {
    simdjson::dom::parser parser;
    Element rows;
    ASSERT_EQ(
        parser.load(NODEWATCH_SOURCE_DIR "/tests/data/xrpl/recordings.expected.json").get(rows),
        simdjson::SUCCESS);
    for (auto [name, expected] : json::Object(rows.at(0))) {
        SCOPED_TRACE(name);
        Counter counter;
        const std::string file(name.substr(0, name.find('.')));
        counter.take_file(testing::recording(file));
        if (sanitizer::on) continue;
        Totals wanted;
        for (auto [total, value] : json::Object(expected)) {
            wanted.emplace(total, std::uint64_t(value));
        }
        EXPECT_EQ(counter.totals(), wanted);
    }
}

TEST(DecodeRecordings, EveryLineOfTheCompleteRecordings) {
    const auto folder = testing::shared_fixtures_folder() / "xrpl-live";
    if (!std::filesystem::exists(folder)) {
        GTEST_SKIP() << folder << " is not there";
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename().string().find(".jsonl") == std::string::npos) {
            continue;
        }
        SCOPED_TRACE(entry.path().filename().string());
        Counter counter;
        counter.take_file(entry.path());
    }
}

}  // namespace
}  // namespace nodewatch::xrpl
