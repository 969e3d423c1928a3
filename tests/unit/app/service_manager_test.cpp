#include "app/service_manager.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "support/notify_socket.hpp"
#include "support/process.hpp"
#include "unit/app/fake_environment.hpp"

namespace nodewatch::app {
namespace {

void expect_conversation(const std::string& name) {
    const testing::NotifySocket socket(name);
    const ServiceManager manager(fake_environment({{"NOTIFY_SOCKET", name}}));
    EXPECT_TRUE(manager.ready("Watching 2 targets"));
    EXPECT_EQ(socket.try_receive(), "READY=1\nSTATUS=Watching 2 targets");
    EXPECT_TRUE(manager.alive());
    EXPECT_EQ(socket.try_receive(), "WATCHDOG=1");
    EXPECT_TRUE(manager.stopping());
    EXPECT_EQ(socket.try_receive(), "STOPPING=1\nSTATUS=Stopping");
    EXPECT_EQ(socket.try_receive(), "nothing");
}

TEST(ServiceManager, SpeaksOverASocketFile) {
    const testing::TemporaryFolder folder;
    expect_conversation(folder / "notify.sock");
}

TEST(ServiceManager, SpeaksOverAnAbstractSocket) {
    expect_conversation("@nodewatch/notify_test/" + std::to_string(::getpid()));
}

TEST(ServiceManager, IsSilentOutsideOfSystemd) {
    const ServiceManager manager(fake_environment({}));
    EXPECT_TRUE(manager.ready("Watching"));
    EXPECT_TRUE(manager.alive());
    EXPECT_FALSE(manager.watchdog_interval());
}

TEST(ServiceManager, ASocketThatIsAwayOrMisnamedIsAnError) {
    const ServiceManager away(fake_environment({{"NOTIFY_SOCKET", "/nonexistent/notify"}}));
    const auto result = away.alive();
    ASSERT_FALSE(result);
    EXPECT_NE(result.error().message.find("/nonexistent/notify"), std::string::npos);
    EXPECT_FALSE(ServiceManager(fake_environment({{"NOTIFY_SOCKET", "vsock:2:1"}})).alive());
    EXPECT_FALSE(
        ServiceManager(fake_environment({{"NOTIFY_SOCKET", "/" + std::string(200, 'x')}})).alive());
}

TEST(ServiceManager, FeedsTheWatchdogTwiceInItsTime) {
    using std::chrono::seconds;
    const auto interval = [](std::map<std::string, std::string> variables) {
        return ServiceManager(fake_environment(std::move(variables))).watchdog_interval();
    };
    EXPECT_EQ(interval({{"WATCHDOG_USEC", "30000000"}}), seconds{15});
    EXPECT_EQ(
        interval({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", std::to_string(::getpid())}}),
        seconds{15});
    EXPECT_EQ(interval({{"WATCHDOG_USEC", "30000000"}, {"WATCHDOG_PID", "1"}}), std::nullopt)
        << "meant for another process";
    EXPECT_EQ(interval({{"WATCHDOG_USEC", "soon"}}), std::nullopt);
    EXPECT_EQ(interval({{"WATCHDOG_USEC", "0"}}), std::nullopt);
}

}  // namespace
}  // namespace nodewatch::app
