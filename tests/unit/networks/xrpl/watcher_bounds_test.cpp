// Nothing is ignored or forgotten without being counted where an operator can see it.

#include <gtest/gtest.h>

#include "networks/xrpl/agreement.hpp"
#include "networks/xrpl/validation_tracker.hpp"
#include "script.hpp"
#include "support/sanitizer.hpp"
#include "watched_node.hpp"

namespace nodewatch::xrpl {
namespace {

using script::hash;
using script::ledger;
using script::own_master;
using script::Validation;

/// Watches the validator of the script, which is the first of the trusted ones.
class WatcherBounds : public ::testing::Test {
protected:
    WatcherBounds() : node(options()) {
        node.watcher.stream_connected(node.now());
        node.watcher.streams_subscribed({"ledger", "validations"}, node.now());
    }
    static WatcherOptions options() {
        WatcherOptions options;
        options.validator_public_key = std::string(own_master);
        return options;
    }
    void trust(std::size_t others) {
        ValidatorsInfo validators;
        validators.trusted_keys = {std::string(own_master)};
        for (std::size_t i = 0; i < others; ++i)
            validators.trusted_keys.push_back(fmt::format("nH{:050}", i));
        node.watcher.on_validators(validators, node.now());
    }
    void sign(const Validation& validation) {
        node.watcher.on_message(ValidationReceived(validation), node.now());
    }
    void close(const LedgerClosed& closed) { node.watcher.on_message(closed, node.now()); }
    /// Until what the trackers count is published.
    void publish() { node.pass(Duration{2'000}); }

    std::optional<double> ignored(const char* reason) const {
        return node.value("xrpl_monitor_validations_ignored_total", {{"reason", reason}});
    }
    std::optional<double> dropped(const char* table) const {
        return node.value("xrpl_monitor_records_dropped_total", {{"table", table}});
    }

    WatchedNode node;
};

TEST_F(WatcherBounds, NothingIsIgnoredWithoutReason) {
    trust(4);
    close(ledger(7));
    sign(Validation(7));
    publish();
    for (const char* reason : {"malformed", "too_old", "too_many_hashes"})
        EXPECT_EQ(ignored(reason), 0) << reason;
    for (const char* table : {"open_ledgers", "judged_ledgers", "watched_intervals"})
        EXPECT_EQ(dropped(table), 0) << table;
    for (const char* name :
         {"xrpl_monitor_validators_ignored_total", "xrpl_trusted_validations_conflicting_total",
          "xrpl_ledger_sequence_gaps_total", "xrpl_ledgers_repeated_total",
          "xrpl_ledgers_replaced_total", "xrpl_chain_restarts_total"})
        EXPECT_EQ(node.value(name), 0) << name;
}

TEST_F(WatcherBounds, ValidationsThatCannotBeUsed) {
    trust(4);
    sign(Validation(7).without_index());
    sign(Validation(7).hash_text("no hash"));
    sign(Validation(1'000));
    sign(Validation(1'000 - ValidationTracker::max_ledgers));
    for (std::uint64_t i = 0; i < ValidationTracker::max_hashes + 3; ++i)
        sign(Validation(1'001).of_hash(i));
    publish();
    EXPECT_EQ(ignored("malformed"), 2);
    EXPECT_EQ(ignored("too_old"), 1);
    EXPECT_EQ(ignored("too_many_hashes"), 3);
    EXPECT_EQ(node.value("xrpl_trusted_validations_conflicting_total"),
              ValidationTracker::max_hashes - 1);
}

TEST_F(WatcherBounds, ValidatorsOverTheBound) {
    trust(ValidationTracker::max_validators + 9);
    publish();
    EXPECT_EQ(node.value("xrpl_monitor_validators_ignored_total"), 10);
}

TEST_F(WatcherBounds, LedgersOutOfOrder) {
    close(ledger(7));
    close(ledger(7));
    LedgerClosed other = ledger(7);
    other.hash = hash(99);
    close(other);
    close(ledger(11, 4));
    close(ledger(3, 8));  // closed later: the chain began anew
    publish();
    EXPECT_EQ(node.value("xrpl_ledgers_repeated_total"), 2);
    EXPECT_EQ(node.value("xrpl_ledgers_replaced_total"), 1);
    EXPECT_EQ(node.value("xrpl_ledger_sequence_gaps_total"), 1);
    EXPECT_EQ(node.value("xrpl_chain_restarts_total"), 1);
}

TEST_F(WatcherBounds, MoreOpenLedgersThanFit) {
    for (std::uint32_t i = 0; i < AgreementTracker::max_records + 5; ++i)
        sign(Validation(1'000 + i));
    publish();
    EXPECT_EQ(dropped("open_ledgers"), 5);
}

TEST_F(WatcherBounds, MoreLedgersThanADayHas) {
    if (sanitizer::on) GTEST_SKIP() << "65,541 ledgers take a minute";
    for (std::uint32_t i = 0; i < AgreementTable::max_entries + 5; ++i) {
        if (i % 8 == 0) node.pass(Duration{1'000});
        close(ledger(1'000 + i, i / 8.0));
    }
    publish();
    EXPECT_EQ(dropped("judged_ledgers"), 5);
}

TEST_F(WatcherBounds, MoreBreaksThanAreRemembered) {
    for (std::size_t i = 0; i < Coverage::max_intervals + 5; ++i) {
        node.clock.advance(Duration{1'000});
        node.stream.last_message = node.now().steady;
        node.watcher.tick(node.stream, node.now());
        node.clock.advance(Duration{1'000});
        node.watcher.on_unreadable_message(node.now());
    }
    publish();
    EXPECT_EQ(dropped("watched_intervals"), 5);
}

}  // namespace
}  // namespace nodewatch::xrpl
