#include "networks/xrpl/live_tables.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "unit/networks/xrpl/script.hpp"

namespace nodewatch::xrpl {
namespace {

using namespace script;
using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class LiveTablesTest : public ::testing::Test {
protected:
    LiveTablesTest() {
        agreement.set_own_keys({std::string(own_master), std::string(own_signing)}, at(-30));
        agreement.start_watching(at(-30));
        ValidatorsInfo info;
        info.trusted_keys = {std::string(own_master), std::string(other_master)};
        info.signing_keys[std::string(own_master)] = own_signing;
        info.validation_quorum = 2;
        validations.set_trusted(info, at(-30));
    }
    void close(std::uint32_t sequence, double seconds) {
        const LedgerClosed closed = ledger(sequence, seconds, 12.0);
        agreement.ledger_closed(closed, at(seconds));
        tables.ledger_closed(closed, at(seconds));
    }
    void sign(const Validation& validation, double seconds) {
        validations.validation(validation, at(seconds));
        agreement.validation(validation, at(seconds));
    }
    /// The rows of a table that changed since the last call.
    std::string changed(LiveReader& reader) {
        tables.refresh(validations, agreement);
        const auto frame = reader.next(WallTime{});
        return frame ? frame->json : "nothing";
    }
    LiveReader reader(const std::string& table) {
        return {board, {LivePattern::parse("table/xrpl/val-1/" + table).value()}};
    }

    ManualClock clock;
    LiveBoard board{clock};
    LiveTables tables{&board, {"xrpl", "val-1"}};
    ValidationTracker validations;
    AgreementTracker agreement;
};

TEST_F(LiveTablesTest, ALedgerTellsWhoSignedItAndHowWeDid) {
    auto ledgers = reader("ledgers");
    sign(Validation(7), 0.5);
    close(7, 1);
    EXPECT_EQ(changed(ledgers),
              R"({"now":0,"rows":[["table/xrpl/val-1/ledgers","7",{"seq":7,"hash":")" + hash(7) +
                  R"(","closed":1763700001,"tx":12,"arrived":1763700001000,"own":"agreed",)"
                  R"("trusted":2,"gap":true,"quorum":2,"candidates":[{"hash":")" +
                  hash(7) + R"(","count":1,"mask":"1","quorum":false}]}]]})");
    sign(Validation(7, other_signing, other_master), 1.5);
    EXPECT_THAT(changed(ledgers), HasSubstr(R"("count":2,"mask":"3","quorum":true)"));
    EXPECT_EQ(changed(ledgers), "nothing");
}

TEST_F(LiveTablesTest, ALedgerBesideAGapSaysSo) {
    auto ledgers = reader("ledgers");
    const auto both_sign = [&](std::uint32_t sequence) {
        sign(Validation(sequence), sequence);
        sign(Validation(sequence, other_signing, other_master), sequence);
    };
    for (std::uint32_t sequence = 1; sequence <= 4; ++sequence) {
        both_sign(sequence);
        close(sequence, sequence);
    }
    EXPECT_THAT(changed(ledgers), HasSubstr(R"("trusted":2,"quorum":2)")) << "3 and 4";
    close(5, 5);
    both_sign(6);
    close(6, 6);
    const std::string rows = changed(ledgers);
    for (const char* sequence : {"4", "6"})
        EXPECT_THAT(rows, ContainsRegex(std::string("\"seq\":") + sequence +
                                        "[^{]*\"trusted\":2,\"gap\":true,"));
    EXPECT_THAT(rows, Not(HasSubstr(R"("seq":3,)"))) << "as it was";
}

TEST_F(LiveTablesTest, TwoHashesForOneLedgerAreTwoCandidates) {
    auto ledgers = reader("ledgers");
    sign(Validation(7), 0.5);
    sign(Validation(7, other_signing, other_master).of_hash(99), 0.5);
    close(7, 1);
    const std::string row = changed(ledgers);
    EXPECT_THAT(row, HasSubstr(R"("mask":"1")"));
    EXPECT_THAT(row, HasSubstr(hash(99) + R"(","count":1,"mask":"2")"));
}

TEST_F(LiveTablesTest, AMissedLedgerTurnsFromPendingToMissed) {
    auto ledgers = reader("ledgers");
    close(7, 1);
    EXPECT_THAT(changed(ledgers), HasSubstr(R"("own":"pending")"));
    for (double t = 2; t < 20; ++t) {
        agreement.stream_alive(at(t));
        agreement.tick(at(t));
    }
    EXPECT_THAT(changed(ledgers), HasSubstr(R"("own":"missed")"));
}

TEST_F(LiveTablesTest, KeepsTheNewestLedgers) {
    auto ledgers = reader("ledgers");
    for (std::uint32_t i = 1; i <= LiveTables::kept_ledgers + 2; ++i) {
        close(i, i);
        tables.refresh(validations, agreement);
    }
    const std::string rows = changed(ledgers);
    EXPECT_THAT(rows, Not(HasSubstr(R"(ledgers","2",)")));
    EXPECT_THAT(rows, HasSubstr(R"(ledgers","3",)"));
}

TEST_F(LiveTablesTest, AChainThatBeganAnewTakesThePlaceOfTheOld) {
    auto ledgers = reader("ledgers");
    close(100, 1);
    close(101, 2);
    changed(ledgers);
    close(5, 3);
    const std::string rows = changed(ledgers);
    EXPECT_THAT(rows, HasSubstr(R"("gone":[["table/xrpl/val-1/ledgers","100"],)"
                                R"(["table/xrpl/val-1/ledgers","101"]])"));
    EXPECT_THAT(rows, HasSubstr(R"("seq":5)"));
}

TEST_F(LiveTablesTest, ValidatorsHaveTheSlotsOfTheMasks) {
    auto validators = reader("validators");
    const std::string rows = changed(validators);
    EXPECT_THAT(rows, HasSubstr(std::string(own_master) + R"(",{"slot":0,"key":")"));
    EXPECT_THAT(rows, HasSubstr(R"("signing_key":")" + std::string(own_signing)));
    EXPECT_THAT(rows, HasSubstr(std::string(other_master) + R"(",{"slot":1,)"));
    EXPECT_THAT(rows, Not(HasSubstr(R"("last")")));
    for (std::uint32_t i = 1; i <= 20; ++i)
        sign(Validation(i), i);
    sign(Validation(2, other_signing, other_master), 21);
    EXPECT_THAT(changed(validators), HasSubstr(R"("nunl":false,"silent":true,"last":2})"));
    ValidatorsInfo fewer;
    fewer.trusted_keys = {std::string(own_master)};
    validations.set_trusted(fewer, at(22));
    EXPECT_THAT(changed(validators), HasSubstr(R"("gone":[["table/xrpl/val-1/validators",")" +
                                               std::string(other_master)));
}

TEST_F(LiveTablesTest, AmendmentsTellWhenTheyComeIntoForce) {
    auto amendments = reader("amendments");
    Amendment voting;
    voting.hash = "AB";
    voting.name = "Vote";
    voting.supported = true;
    voting.majority = 1'763'700'000;
    voting.count = 30.0;
    Amendment enabled;
    enabled.hash = "CD";
    enabled.enabled = true;
    tables.show_amendments({{voting, enabled}});
    const std::string rows = changed(amendments);
    EXPECT_THAT(rows, HasSubstr(R"("AB",{"id":"AB","name":"Vote","enabled":false,"supported":true,)"
                                R"("vetoed":null,"obsolete":false,"majority_since":1763700000,)"
                                R"("eta":1764909600,"votes":30}])"));
    EXPECT_THAT(rows, HasSubstr(R"("CD",{"id":"CD","enabled":true,"supported":null)"));
    tables.show_amendments({{voting}});
    EXPECT_THAT(changed(amendments), HasSubstr(R"("gone":[["table/xrpl/val-1/amendments","CD"]])"));
}

TEST_F(LiveTablesTest, CostsNothingWhenNobodyLooks) {
    LiveTables none(nullptr, {"xrpl", "val-1"});
    none.ledger_closed(ledger(1), at(1));
    none.refresh(validations, agreement);
    none.show_amendments({});
}

}  // namespace
}  // namespace nodewatch::xrpl
