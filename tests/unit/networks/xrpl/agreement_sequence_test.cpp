#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <vector>

#include "base/json.hpp"
#include "networks/xrpl/agreement.hpp"
#include "networks/xrpl/decode.hpp"
#include "unit/networks/xrpl/script.hpp"

namespace nodewatch::xrpl {
namespace {

using namespace script;

/// Tells the events and evaluates once a second until 400 s, as the sequence demands.
class Sequence {
public:
    Sequence() {
        tracker.set_own_keys({std::string(own_master), std::string(own_signing)}, at(-60));
        tracker.start_watching(at(-60));
    }
    void advance(double t) {
        for (; next_tick_ <= t; next_tick_ += 1.0)
            tracker.tick(at(next_tick_));
    }
    void tell(double t, const StreamMessage& message) {
        advance(t);
        if (const auto* v = std::get_if<ValidationReceived>(&message))
            tracker.validation(*v, at(t));
        else if (const auto* l = std::get_if<LedgerClosed>(&message))
            tracker.ledger_closed(*l, at(t));
    }
    void expect_stated_result() {
        advance(400);
        AgreementWindow w = tracker.window_1h(at(400));
        EXPECT_EQ(w.agreed, 6U);
        EXPECT_EQ(w.missed, 4U);
        EXPECT_EQ(w.percent, 60.0);
        EXPECT_EQ(w.repaired, 1U);
        EXPECT_EQ(w.disagreed, 1U);
        EXPECT_EQ(tracker.open_records(), 1U) << "pending for ever";
        EXPECT_EQ(tracker.totals().duplicates, 1U);
        EXPECT_EQ(tracker.totals().agreements, 5U) << "first judgements";
        EXPECT_EQ(tracker.totals().missed, 5U);
    }

    AgreementTracker tracker;

private:
    double next_tick_ = 0.0;
};

TEST(AgreementSequence, EachCaseOnce) {
    Sequence s;
    s.tell(-0.5, Validation(3000));
    s.tell(0, ledger(3000));
    s.tell(0.3, Validation(3000, other_signing, other_master));
    s.tell(4, ledger(3001));
    s.tell(4.6, Validation(3001));
    s.tell(7.9, Validation(3002).of_hash(77));
    s.tell(8, ledger(3002));
    s.tell(12, ledger(3003));
    s.tell(12.4, Validation(3003, other_signing, other_master));
    s.tell(16, ledger(3004));
    s.tell(20, ledger(3005));
    s.tell(20.5, Validation(3005).partial());
    s.tell(24, ledger(3006));
    s.tell(24.2, Validation(3006));
    s.tell(24.9, Validation(3006));
    s.tell(27, Validation(3004));
    s.tell(28, ledger(3007));
    s.tell(28.1, Validation(3007));
    s.tell(28.4, Validation(3007).of_hash(78).cookie(2));
    s.tell(32, ledger(3008));
    s.tell(32.2, Validation(3008, own_signing, ""));
    s.tell(36, ledger(3009));
    s.tell(40, Validation(3010));
    s.tell(350, Validation(3009));
    s.expect_stated_result();
}

TEST(AgreementSequence, PublicFixtureGivesItsStatedResult) {
    std::ifstream file(NODEWATCH_SOURCE_DIR
                       "/../shared/fixtures/xrpl/sequence.agreement.constructed.json");
    if (!file) GTEST_SKIP() << "the folder of public fixtures is not there";
    std::stringstream text;
    text << file.rdbuf();
    simdjson::dom::parser parser;
    json::Element document;
    ASSERT_FALSE(parser.parse(text.str()).get(document));
    EXPECT_EQ(json::text(document, "own_master_key"), own_master);
    EXPECT_EQ(json::text(document, "own_signing_key"), own_signing);

    Sequence s;
    StreamDecoder decoder;
    std::size_t told = 0;
    auto events = json::array(document, "events");
    ASSERT_TRUE(events);
    for (const auto& event : *events) {
        std::string message = simdjson::minify(*json::find(event, "msg"));
        message.reserve(message.size() + simdjson::SIMDJSON_PADDING);
        auto decoded = decoder.decode(message);
        ASSERT_TRUE(decoded) << decoded.error().message;
        s.tell(*json::number(event, "t"), *decoded);
        ++told;
    }
    EXPECT_EQ(told, 24U);
    s.expect_stated_result();
}

}  // namespace
}  // namespace nodewatch::xrpl
