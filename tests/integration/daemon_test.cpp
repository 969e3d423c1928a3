#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>

#include "integration/nodewatch_program.hpp"
#include "support/notify_socket.hpp"

namespace nodewatch::testing {
namespace {

using ::testing::HasSubstr;

/// A node that refuses connections: the daemon has something to watch and to fail at.
constexpr const char* refusing_target =
    "targets:\n"
    "  - {network: xrpl, name: away, websocket: \"ws://127.0.0.1:1\"}\n";

std::string configuration_with_state(const NodewatchProgram& nodewatch) {
    return "data_dir: " + (nodewatch.folder / "state").string() + "\n" + refusing_target;
}

struct Daemon : ::testing::Test {
    NodewatchProgram nodewatch{""};
    Daemon() { write_file(nodewatch.configuration_file(), configuration_with_state(nodewatch)); }
};

TEST_F(Daemon, ServesUntilSigtermAndStopsInOrder) {
    auto program = nodewatch.run();
    const auto url = wait_for_url(program);
    Answer metrics;
    // It listens before it has looked at itself.
    while (metrics.body.find("nodewatch_resident_memory_bytes{network=\"nodewatch\"") ==
           std::string::npos)
        metrics = get(url + "/metrics");
    EXPECT_EQ(metrics.status, "200");
    EXPECT_THAT(metrics.body, HasSubstr("nodewatch_build_info{"));
    EXPECT_THAT(metrics.body,
                HasSubstr("nodewatch_source_running{network=\"xrpl\",node=\"away\"}"));

    program.send(SIGTERM);
    // A stop that takes longer than five seconds ends with exit code 1.
    EXPECT_EQ(program.wait().exit_code, 0) << program.output();
    const auto stopping = program.output().find("stopping on SIGTERM");
    const auto stopped = program.output().find("app: stopped");
    EXPECT_NE(stopping, std::string::npos);
    EXPECT_NE(stopped, std::string::npos);
    EXPECT_LT(stopping, stopped);
    EXPECT_EQ(get(url + "/metrics").status, "000") << "nobody listens any more";
}

TEST_F(Daemon, TellsTheSizeOfTheFileSystemThatHoldsTheHistory) {
    auto program = nodewatch.run();
    const auto url = wait_for_url(program);
    const std::string name = "nodewatch_store_filesystem_size_bytes{";
    std::string metrics;
    while (metrics.find(name) == std::string::npos)
        metrics = get(url + "/metrics").body;
    const auto value = metrics.find("} ", metrics.find("\n" + name)) + 2;
    const auto df =
        run_process("df -B1 --output=size " + (nodewatch.folder / "state").string() + " | tail -1");
    EXPECT_EQ(std::stod(metrics.substr(value)), std::stod(df.output));
    EXPECT_THAT(metrics, HasSubstr("\nnodewatch_store_filesystem_avail_bytes{"));
    program.send(SIGTERM);
    EXPECT_EQ(program.wait().exit_code, 0) << program.output();
}

TEST_F(Daemon, StopsOnInterruptAndHangUpToo) {
    for (const auto& [signal, name] : {std::pair{SIGINT, "SIGINT"}, {SIGHUP, "SIGHUP"}}) {
        auto program = nodewatch.run();
        wait_for_url(program);
        program.send(signal);
        EXPECT_EQ(program.wait().exit_code, 0) << program.output();
        EXPECT_THAT(program.output(), HasSubstr("stopping on " + std::string(name)));
    }
}

/// A client that sends half of a request and no more: a stop waits for it for a second.
class SlowClient {
public:
    explicit SlowClient(const std::string& url)
        : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port =
            htons(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address),
                  0);
        constexpr std::string_view half = "GET /metrics HTTP/1.1\r\nHost: ";
        EXPECT_EQ(::write(socket_, half.data(), half.size()), static_cast<ssize_t>(half.size()));
    }
    ~SlowClient() { ::close(socket_); }

private:
    int socket_;
};

TEST_F(Daemon, AStopCutsARequestThatDoesNotEnd) {
    auto program = nodewatch.run();
    const SlowClient client(wait_for_url(program));
    program.send(SIGTERM);
    EXPECT_EQ(program.wait().exit_code, 0) << program.output();
}

TEST_F(Daemon, ASecondSignalEndsItAtOnce) {
    // Again where this test itself was away for the second that a stop takes.
    for (int tries = 5; tries > 0; --tries) {
        auto program = nodewatch.run();
        const auto url = wait_for_url(program);
        const SlowClient client(url);
        EXPECT_EQ(get(url + "/ready").status, "503") << "by now the half request is there too";
        program.send(SIGTERM);
        ASSERT_TRUE(program.wait_for_line("stopping on SIGTERM"));
        program.send(SIGINT);
        const auto signal = program.wait().signal;
        if (program.output().find("app: stopped") != std::string::npos) continue;
        EXPECT_EQ(signal, SIGINT);
        return;
    }
    FAIL() << "it always stopped in order";
}

TEST_F(Daemon, ACertificateThatIsNotThereIsExitCode2AndSaidSo) {
    write_file(nodewatch.configuration_file(), configuration_with_state(nodewatch) +
                                                   "tls: {certificate: /nonexistent/certificate, "
                                                   "key: /nonexistent/key}\n");
    auto program = nodewatch.run();
    EXPECT_EQ(program.wait().exit_code, 2);
    EXPECT_THAT(program.output(),
                HasSubstr("'/nonexistent/certificate' cannot be used: No such file or directory"));
}

TEST_F(Daemon, AnAddressInUseIsExitCode1AndNamed) {
    auto first = nodewatch.run();
    const auto url = wait_for_url(first);
    const auto address = url.substr(url.find("//") + 2);
    write_file(nodewatch.configuration_file(), refusing_target);
    auto second =
        nodewatch.start({"run", "--config", nodewatch.configuration_file(), "--listen", address},
                        {"NODEWATCH_DATA_DIR=" + (nodewatch.folder / "other").string()});
    EXPECT_EQ(second.wait().exit_code, 1);
    EXPECT_THAT(second.output(), HasSubstr(address));
    first.send(SIGTERM);
    EXPECT_EQ(first.wait().exit_code, 0);
}

TEST_F(Daemon, ADataFolderInUseIsExitCode1AndNamedWithItsUser) {
    auto first = nodewatch.run();
    wait_for_url(first);
    auto second = nodewatch.run();
    EXPECT_EQ(second.wait().exit_code, 1);
    EXPECT_THAT(second.output(), HasSubstr((nodewatch.folder / "state/nodewatch.db").string() +
                                           " is in use by process "));
    first.send(SIGTERM);
    EXPECT_EQ(first.wait().exit_code, 0);
}

TEST_F(Daemon, ADataFolderThatCannotBeIsExitCode1AndNamed) {
    write_file(nodewatch.configuration_file(), "data_dir: /proc/nodewatch\n");
    auto program = nodewatch.run();
    EXPECT_EQ(program.wait().exit_code, 1);
    EXPECT_THAT(program.output(), HasSubstr("/proc/nodewatch"));
}

TEST_F(Daemon, TellsSystemdWhenItIsReadyAliveAndStopping) {
    const NotifySocket systemd(nodewatch.folder / "notify.sock");
    auto program = nodewatch.run(
        {"NOTIFY_SOCKET=" + (nodewatch.folder / "notify.sock").string(), "WATCHDOG_USEC=200000"});
    std::string message = systemd.receive();
    // The first sign of life may come before or after READY.
    if (message == "WATCHDOG=1") message = systemd.receive();
    EXPECT_EQ(message, "READY=1\nSTATUS=Watching 1 target");
    EXPECT_EQ(systemd.receive(), "WATCHDOG=1");
    EXPECT_EQ(systemd.receive(), "WATCHDOG=1");
    program.send(SIGTERM);
    do
        message = systemd.receive();
    while (message == "WATCHDOG=1");
    EXPECT_EQ(message, "STOPPING=1\nSTATUS=Stopping");
    EXPECT_EQ(program.wait().exit_code, 0);
}

TEST_F(Daemon, ServesOverTlsToThoseWhoMayAsk) {
    const std::string certificate = nodewatch.folder / "certificate.pem";
    const std::string key = nodewatch.folder / "key.pem";
    const auto made = run_process(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 "
        "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1 -out " +
        certificate + " -keyout " + key);
    ASSERT_EQ(made.exit_status, 0) << made.output;
    write_file(nodewatch.folder / "token", "t0ken\n");
    write_file(nodewatch.configuration_file(),
               configuration_with_state(nodewatch) + "tls: {certificate: " + certificate +
                   ", key: " + key + "}\n" +
                   "authentication:\n"
                   "  bearer_token_file: " +
                   (nodewatch.folder / "token").string() +
                   "\n  user: ann\n  password: secret\n  open_paths: [/health]\n");
    auto program = nodewatch.run();
    const auto url = wait_for_url(program);
    ASSERT_THAT(url, ::testing::StartsWith("https://"));
    const auto trust = "--cacert " + certificate + " ";
    EXPECT_EQ(get(url + "/metrics", trust).status, "401");
    EXPECT_EQ(get(url + "/metrics", trust + "--header 'Authorization: Bearer wrong'").status,
              "401");
    EXPECT_EQ(get(url + "/metrics", trust + "--header 'Authorization: Bearer t0ken'").status,
              "200");
    EXPECT_EQ(get(url + "/metrics", trust + "--user ann:secret").status, "200");
    EXPECT_NE(get(url + "/health", trust).status, "401");
    EXPECT_EQ(get(url + "/api/log", trust).status, "401");
    const auto log = get(url + "/api/log", trust + "--user ann:secret");
    EXPECT_THAT(log.body, HasSubstr("listening on " + url)) << "said before anybody could ask";
    EXPECT_THAT(log.body, ::testing::Not(HasSubstr("t0ken")));
    EXPECT_THAT(log.body, ::testing::Not(HasSubstr("secret")));
    EXPECT_EQ(get(url + "/metrics").status, "000") << "curl does not know the certificate";
    program.send(SIGTERM);
    EXPECT_EQ(program.wait().exit_code, 0);
    EXPECT_THAT(program.output(), ::testing::Not(HasSubstr("t0ken")));
    EXPECT_THAT(program.output(), ::testing::Not(HasSubstr("secret")));
}

TEST_F(Daemon, WhoGuessesPasswordsLocksNobodyElseOut) {
    write_file(
        nodewatch.configuration_file(),
        configuration_with_state(nodewatch) + "authentication: {user: ann, password: secret}\n");
    auto program = nodewatch.run();
    const auto login = wait_for_url(program) + "/api/login";
    const auto log_in = [&](const std::string& password, const std::string& address) {
        return get(login, "--data 'user=ann&password=" + password + "' --interface " + address)
            .status;
    };
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(log_in("guess", "127.0.0.2"), "401");
    EXPECT_EQ(log_in("secret", "127.0.0.2"), "429") << "a guess that is right is not told";
    EXPECT_EQ(log_in("secret", "127.0.0.3"), "204");
    program.send(SIGTERM);
    EXPECT_EQ(program.wait().exit_code, 0);
}

TEST(DaemonWithoutConfiguration, SaysThatItFoundNothingAndGoesOnLooking) {
    NodewatchProgram nodewatch("");
    auto program = nodewatch.run({"STATE_DIRECTORY=" + (nodewatch.folder / "state").string()});
    const auto line = program.wait_for_line("found no node on this host");
    if (!line) GTEST_SKIP() << "there is a node on this host";
    EXPECT_THAT(*line, HasSubstr("nodewatch demo"));
    const auto url = wait_for_url(program);
    EXPECT_EQ(get(url + "/metrics").status, "200");
    EXPECT_THAT(get(url + "/api/v1/status/targets").body, HasSubstr("\"network\":\"host\""))
        << "the host is there at any rate";
    program.send(SIGTERM);
    EXPECT_EQ(program.wait().exit_code, 0);
}

}  // namespace
}  // namespace nodewatch::testing
