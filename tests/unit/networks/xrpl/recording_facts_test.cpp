#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "base/json.hpp"
#include "networks/xrpl/agreement.hpp"
#include "networks/xrpl/decode.hpp"
#include "networks/xrpl/ledger_tracker.hpp"
#include "networks/xrpl/validation_tracker.hpp"
#include "support/recording_reader.hpp"

/// Real recordings, told to the trackers message by message, give the facts that
/// tools/xrpl_recording_facts.py computes from the same files in its own, offline way.
namespace nodewatch::xrpl {
namespace {

using testing::RecordingLine;

constexpr std::uint64_t quorum = 4;
constexpr Duration tick_interval{1'000};
constexpr Duration without_quorum{10'000};

std::string read_text(const std::string& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// Of one recorded socket.
struct Facts {
    json::Element element;

    std::string text(std::string_view key) const {
        return std::string(json::text(element, key).value_or(""));
    }
    json::Element part(std::string_view key) const { return json::find(element, key).value(); }
};

std::uint64_t number(const json::Element& facts, std::string_view key) {
    return json::unsigned_integer(facts, key).value();
}

class AllFacts {
public:
    AllFacts() {
        auto parsed =
            parser_.parse(read_text(NODEWATCH_SOURCE_DIR "/tests/data/xrpl/recording_facts.json"));
        for (const json::Element& element : parsed.get_array())
            all.push_back({element});
    }
    std::vector<Facts> all;

private:
    simdjson::dom::parser parser_;
};

const AllFacts& facts() {
    static const AllFacts instance;
    return instance;
}

/// Tells a socket's lines to the trackers; every validator of the recording is "ours" once.
class Replay {
public:
    Replay(const Facts& f) : lines_(testing::read_recording(testing::recording(f.text("file")))) {
        socket_ = f.text("socket");
        ValidatorsInfo trusted;
        auto validators = json::object(f.element, "validators").value();
        for (auto [key, unused] : validators) {
            trusted.trusted_keys.emplace_back(key);
            own[std::string(key)].set_own_keys({std::string(key)}, now_at(Duration{0}));
        }
        trusted.validation_quorum = quorum;
        validations.set_trusted(trusted, now_at(Duration{0}));
    }

    void run() {
        for (RecordingLine& line : lines_) {
            if (line.source != socket_) continue;
            tick_until(line.at);
            now = now_at(line.at);
            if (line.kind == "recv")
                receive(line);
            else if (line.kind == "close")
                lose();
        }
    }

    std::map<std::string, AgreementTracker> own;
    LedgerTracker ledgers;
    ValidationTracker validations;
    Now now, last_ledger;
    double transactions = 0.0;
    std::vector<std::uint32_t> late;
    /// First and last unseen ledger, and whether the stream was interrupted there.
    std::vector<std::tuple<std::uint64_t, std::uint64_t, bool>> gaps;
    std::vector<Duration> quorum_times;

private:
    Now now_at(Duration at) const {
        return Now{lines_.front().wall + at, SteadyTime{std::chrono::hours{1}} + at};
    }

    void tick_until(Duration at) {
        for (; next_tick_ < at; next_tick_ += tick_interval) {
            now = now_at(next_tick_);
            for (auto& [key, tracker] : own)
                tracker.tick(now);
        }
    }

    void receive(const RecordingLine& line) {
        for (auto& [key, tracker] : own)
            tracker.stream_alive(now);
        auto message = decoder_.decode(line.data);
        ASSERT_TRUE(message) << message.error().message << "\n" << line.data;
        std::visit([&](const auto& m) { on(m); }, *message);
    }
    void on(const SocketResponse&) {
        for (auto& [key, tracker] : own)
            tracker.start_watching(now);
    }
    void on(const ValidationReceived& v) {
        std::uint64_t before = validations.quorum_total();
        validations.validation(v, now);
        if (validations.quorum_total() > before)
            quorum_times.push_back(now.wall - lines_.front().wall);
        for (auto& [key, tracker] : own)
            tracker.validation(v, now);
    }
    void on(const LedgerClosed& ledger) {
        LedgerArrival arrival = ledgers.ledger_closed(ledger, now);
        last_ledger = now;
        transactions += ledger.transactions.value_or(0.0);
        if (arrival.late) late.push_back(ledger.sequence);
        if (arrival.unseen > 0)
            gaps.emplace_back(ledger.sequence - arrival.unseen, ledger.sequence - 1,
                              arrival.after_reconnect);
        validations.node_validated(ledger.sequence, ledger.hash, now);
        for (auto& [key, tracker] : own)
            tracker.ledger_closed(ledger, now, arrival.late_by);
    }
    template <typename Other>
    void on(const Other&) {}

    void lose() {
        for (auto& [key, tracker] : own)
            tracker.stop_watching(now);
        ledgers.interrupted();
    }

    std::vector<RecordingLine> lines_;
    std::string socket_;
    StreamDecoder decoder_;
    Duration next_tick_{0};
};

class RecordingFacts : public ::testing::TestWithParam<std::size_t> {
protected:
    RecordingFacts() : expected(facts().all.at(GetParam())), replay(expected) { replay.run(); }
    const Facts& expected;
    Replay replay;
};

TEST_P(RecordingFacts, Ledgers) {
    json::Element l = expected.part("ledgers");
    const LedgerTracker& ledgers = replay.ledgers;
    EXPECT_EQ(ledgers.closed_total(), number(l, "closed"));
    EXPECT_EQ(ledgers.published_sequence(), number(l, "last"));
    EXPECT_EQ(ledgers.unseen_total(), number(l, "unseen"));
    EXPECT_EQ(replay.transactions, json::number(l, "transactions"));
    EXPECT_EQ(ledgers.conflicts_total() + ledgers.repeats_total() + ledgers.restarts_total(), 0U);

    std::vector<std::uint32_t> late;
    auto late_facts = json::array(l, "late").value();
    for (auto sequence : late_facts)
        late.push_back(static_cast<std::uint32_t>(sequence.get_uint64().value()));
    EXPECT_EQ(replay.late, late);

    decltype(replay.gaps) gaps;
    auto gap_facts = json::array(l, "gaps").value();
    for (auto gap : gap_facts)
        gaps.emplace_back(gap.at(0).get_uint64().value(), gap.at(1).get_uint64().value(),
                          gap.at(2).get_bool().value());
    EXPECT_EQ(replay.gaps, gaps);
    EXPECT_NEAR(ledgers.close_interval_seconds(replay.last_ledger).value(),
                json::number(l, "last_interval_seconds").value(), 1e-9);
    EXPECT_NEAR(ledgers.transaction_rate(replay.last_ledger).value(),
                json::number(l, "last_transaction_rate").value(), 1e-9);
}

TEST_P(RecordingFacts, Validators) {
    json::Element validators = expected.part("validators");
    auto seen = replay.validations.validators();
    EXPECT_EQ(seen.size(), validators.get_object().size());
    for (const TrustedValidator& validator : seen) {
        json::Element v = json::find(validators, validator.key).value();
        EXPECT_EQ(validator.last_sequence, number(v, "last_full")) << validator.key;
    }
    EXPECT_EQ(replay.validations.counts().untrusted, 0U);
    EXPECT_EQ(replay.validations.counts().conflicting, 0U);
}

TEST_P(RecordingFacts, AgreementOfEachValidator) {
    for (auto& [key, tracker] : replay.own) {
        json::Element v = json::find(expected.part("validators"), key).value();
        AgreementWindow day = tracker.window_24h(replay.now);
        EXPECT_EQ(day.agreed, number(v, "agreed") + number(v, "repaired")) << key;
        EXPECT_EQ(day.missed, number(v, "missed") + number(v, "disagreed")) << key;
        EXPECT_EQ(day.disagreed, number(v, "disagreed")) << key;
        EXPECT_EQ(day.repaired, number(v, "repaired")) << key;
        EXPECT_EQ(tracker.totals().agreements, number(v, "agreed")) << key;
        EXPECT_EQ(tracker.totals().partial, number(v, "partial")) << key;
        EXPECT_EQ(tracker.totals().ours, number(v, "full")) << key;
        EXPECT_EQ(tracker.totals().duplicates, number(v, "duplicates")) << key;
        double watched_seconds = json::number(expected.element, "watched_ms").value() / 1000.0;
        EXPECT_NEAR(day.coverage * 86'400.0, watched_seconds, 0.01) << key;
    }
}

TEST_P(RecordingFacts, Quorum) {
    json::Element q = expected.part("quorum");
    EXPECT_EQ(replay.validations.quorum_total(), number(q, "reached"));
    ASSERT_TRUE(replay.validations.last_quorum());
    EXPECT_EQ(replay.validations.last_quorum()->sequence, number(q, "last"));
    EXPECT_EQ(replay.validations.forks_total(), 0U);
    EXPECT_EQ(replay.validations.fork_suspected(), false);

    std::vector<std::pair<std::int64_t, std::int64_t>> without, told;
    for (std::size_t i = 1; i < replay.quorum_times.size(); ++i)
        if (replay.quorum_times[i] - replay.quorum_times[i - 1] > without_quorum)
            without.emplace_back(replay.quorum_times[i - 1].count(),
                                 replay.quorum_times[i].count());
    auto spans = json::array(q, "without").value();
    for (auto span : spans)
        told.emplace_back(span.at(0).get_int64().value(), span.at(1).get_int64().value());
    EXPECT_EQ(without, told);
}

TEST_P(RecordingFacts, StatesAsServerInfoTellsThem) {
    std::string source = expected.text("http");
    if (source.empty()) return;  // nobody polled beside this socket
    std::vector<std::pair<Duration, std::string>> states;
    for (const RecordingLine& line :
         testing::read_recording(testing::recording(expected.text("file")))) {
        if (line.source != source || line.method != "server_info") continue;
        auto info = decode_server_info(line.data);
        std::string state = info ? info->state_name.value_or("") : "";
        if (states.empty() || states.back().second != state) states.emplace_back(line.at, state);
    }
    auto told = *json::array(expected.element, "states");
    ASSERT_EQ(states.size(), told.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
        EXPECT_EQ(states[i].first.count(), told.at(i).at(0).get_int64().value());
        std::string_view state;
        EXPECT_EQ(states[i].second, told.at(i).at(1).get(state) ? "" : state);
    }
}

std::string name_of(const ::testing::TestParamInfo<std::size_t>& parameter) {
    const Facts& f = facts().all.at(parameter.param);
    std::string name = f.text("file") + "_" + f.text("socket");
    for (char& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Recordings, RecordingFacts,
                         ::testing::Range(std::size_t{0}, std::size_t{8}), name_of);

TEST(RecordingFacts, AllAreReplayed) {
    EXPECT_EQ(facts().all.size(), 8U);
}

}  // namespace
}  // namespace nodewatch::xrpl
