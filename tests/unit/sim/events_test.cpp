#include "sim/xrpl/events.hpp"

#include <gtest/gtest.h>

#include "samples.hpp"
#include "shape.hpp"

namespace nodewatch::sim::xrpl {
namespace {

// The members and their types must be those that a real 3.1.1 sent.

struct EventsTest : testing::Test {
    Time time;
    Network network{NetworkOptions{}, time.now};
    Validation validation() {
        Validation v;
        v.validator = &network.validators()[0];
        v.sequence = 1'001;
        v.hash = network.closed().hash;
        v.validated_hash = network.closed().hash;
        v.signing_time = 1'763'700'000;
        return v;
    }
    void expect_shape(const std::string& text, const std::string& sample) {
        EXPECT_EQ(shape_of(text), shape_of(samples().at(sample))) << text;
    }
};

TEST_F(EventsTest, LedgerClosed) {
    expect_shape(*ledger_closed(network.closed(), 900, "5-21").v1, "event: ledgerClosed");
}

TEST_F(EventsTest, ValidationReceivedInBothVersions) {
    const Event event = validation_received(validation(), 900);
    expect_shape(*event.v1, "event: validationReceived");
    expect_shape(*event.v2, "event: validationReceived api2");
}

TEST_F(EventsTest, ValidationWithoutManifestHasNoMasterKey) {
    Validation v = validation();
    v.validator = &network.validators()[4];
    expect_shape(*validation_received(v, 900).v1, "event: validationReceived no-manifest");
}

TEST_F(EventsTest, ServerStatus) {
    expect_shape(*server_status("full", 256).v1, "event: serverStatus full");
}

TEST_F(EventsTest, ConsensusPhase) {
    expect_shape(*consensus_phase("accepted").v1, "event: consensusPhase");
}

TEST_F(EventsTest, PeerStatusChange) {
    PeerStatus status{"ACCEPTED_LEDGER", &network.closed(), 5, 1'763'700'000};
    expect_shape(*peer_status_change(status).v1, "event: peerStatusChange ACCEPTED_LEDGER");
}

TEST_F(EventsTest, ManifestsAndRevocations) {
    Validator& validator = network.validators()[0];
    expect_shape(*manifest_received(validator).v1, "event: manifestReceived");
    validator.revoked = true;
    expect_shape(*manifest_received(validator).v1, "event: manifestReceived revocation");
}

TEST(ServerTime, IsWrittenAsRippledWritesIt) {
    // 2026-11-21T02:13:34.938Z
    const WallTime t = from_unix_milliseconds(1'795'227'214'938);
    EXPECT_EQ(server_time(t), "2026-Nov-21 02:13:34.938000 UTC");
    EXPECT_EQ(list_time(t), "2026-Nov-21 02:13:34.938000000 UTC");
}

}  // namespace
}  // namespace nodewatch::sim::xrpl
