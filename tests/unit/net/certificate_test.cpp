#include "net/certificate.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "unit/net/certificate_files.hpp"
#include "unit/net/script_server.hpp"

namespace nodewatch::net {
namespace {

TEST(CertificateTest, TellsTheEndOfAnUntrustedCertificateToo) {
    Loop loop;
    const CertificateFiles files("example.org");
    ScriptServer server(
        loop, [](Peer& peer) -> Task<void> { co_await peer.read_to_end(); }, files.server());
    SystemClock clock;
    const auto end = loop.get(certificate_expiry(clock, server.authority(), Duration{10'000}));
    ASSERT_TRUE(end) << end.error().message;
    EXPECT_EQ(*end, CertificateFiles::end);
}

TEST(CertificateTest, SaysWhyThereIsNone) {
    Loop loop;
    SystemClock clock;
    ScriptServer plain(loop, [](Peer& peer) -> Task<void> { co_await peer.write("hello\r\n"); });
    const auto no_tls = loop.get(certificate_expiry(clock, plain.authority(), Duration{10'000}));
    ASSERT_FALSE(no_tls);
    EXPECT_EQ(no_tls.error().kind, ErrorKind::tls);

    ScriptServer silent(loop, [](Peer& peer) -> Task<void> { co_await peer.read_to_end(); });
    const auto late = loop.get(certificate_expiry(clock, silent.authority(), Duration{50}));
    ASSERT_FALSE(late);
    EXPECT_EQ(late.error().kind, ErrorKind::timeout);

    const auto authority = plain.authority();
    plain.close();
    const auto refused = loop.get(certificate_expiry(clock, authority, Duration{10'000}));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::refused);
}

}  // namespace
}  // namespace nodewatch::net
