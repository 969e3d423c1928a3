#include "app/configuration.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "networks/scrape/network.hpp"
#include "support/process.hpp"
#include "unit/app/fake_environment.hpp"

namespace nodewatch::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TargetPlan fake_plan(std::string name, std::string url) {
    TargetPlan plan;
    plan.target = {"fake", std::move(name)};
    plan.address = std::move(url);
    return plan;
}

/// A network whose targets have one key, `url`, or stand in the section `fakes` by their names.
std::vector<Network> fake_networks() {
    Network network;
    network.name = "fake";
    network.configure = [](Settings& settings, std::string name) -> std::optional<TargetPlan> {
        return fake_plan(std::move(name), settings.text("url", "fake://here"));
    };
    network.section = "fakes";
    network.configure_section = [](Settings section) {
        std::vector<TargetPlan> plans;
        for (const auto& name : section.keys())
            plans.push_back(fake_plan(name, section.text(name, "")));
        return plans;
    };
    return {network};
}

std::expected<Configuration, std::vector<Error>> parse(
    std::string_view yaml, std::map<std::string, std::string> variables = {}) {
    return parse_configuration(yaml, "nodewatch.yaml", fake_environment(std::move(variables)),
                               fake_networks());
}

std::vector<std::string> errors_of(std::string_view yaml) {
    std::vector<std::string> messages;
    if (const auto parsed = parse(yaml); !parsed)
        for (const auto& error : parsed.error())
            messages.push_back(error.message);
    return messages;
}

TEST(Configuration, NothingWrittenGivesTheDefaults) {
    const auto configuration = parse("");
    ASSERT_TRUE(configuration);
    ASSERT_EQ(configuration->listen.size(), 1U);
    EXPECT_EQ(configuration->listen[0].host, "127.0.0.1");
    EXPECT_EQ(configuration->listen[0].port, 8090);
    EXPECT_FALSE(configuration->tls);
    EXPECT_EQ(configuration->log_level, log::Level::info);
    EXPECT_FALSE(configuration->log_format);
    EXPECT_FALSE(configuration->data_dir);
    EXPECT_THAT(configuration->targets, IsEmpty());
}

TEST(Configuration, ANetworkMayReadTargetsFromASectionOfItsOwn) {
    const auto configuration = parse(R"(
targets: [{network: fake, name: a}]
fakes: {c: "fake://c", b: "fake://b"}
)");
    ASSERT_TRUE(configuration);
    ASSERT_EQ(configuration->targets.size(), 3U);
    EXPECT_EQ(configuration->targets[1].target, (Target{"fake", "c"}));
    EXPECT_EQ(configuration->targets[1].address, "fake://c");
    EXPECT_EQ(configuration->targets[2].target, (Target{"fake", "b"}));
}

TEST(Configuration, ATargetOfASectionHasANameOfItsOwn) {
    EXPECT_THAT(errors_of("targets: [{network: fake, name: a}]\nfakes: {a: x}\n"),
                ElementsAre(HasSubstr("a second fake target called 'a'")));
}

std::vector<std::string> scrape_errors_of(std::string_view yaml) {
    std::vector<std::string> messages;
    const auto parsed =
        parse_configuration(yaml, "nodewatch.yaml", fake_environment({}), {scrape::network()});
    if (!parsed)
        for (const auto& error : parsed.error())
            messages.push_back(error.message);
    return messages;
}

TEST(Configuration, NoTwoTargetsWriteIntoTheSameSeries) {
    const std::string first = "targets: [{network: scrape, name: a, url: http://a:1}";
    const auto second = [&](const std::string& labels) {
        return scrape_errors_of(
            first + ",{network: scrape, name: b, url: http://b:1, labels: " + labels + "}]");
    };
    EXPECT_THAT(second("{job: a, instance: \"a:1\"}"),
                ElementsAre(::testing::AllOf(::testing::StartsWith("nodewatch.yaml:1:"),
                                             HasSubstr("'a/a:1' and 'b/b:1'"))));
    EXPECT_THAT(second("{job: a, instance: \"a:1\", rack: r1}"), IsEmpty());
    EXPECT_THAT(second("{job: a}"), IsEmpty());
    EXPECT_THAT(scrape_errors_of("targets: [{network: scrape, name: c, url: http://c:1,"
                                 " labels: {job: b, instance: \"b:1\"}}]\n"
                                 "scrape: {scrape_configs: [{job_name: b,"
                                 " static_configs: [{targets: [\"b:1\"]}]}]}\n"),
                ElementsAre(::testing::AllOf(::testing::StartsWith("nodewatch.yaml:2:1: scrape"),
                                             HasSubstr("'c/c:1' and 'b/b:1'"))));
}

TEST(Configuration, OneTextStandsForAListOfOne) {
    const auto configuration = parse(
        "listen: 127.0.0.1:9090\n"
        "exporters: [{listen: \"127.0.0.1:9200\", networks: fake, nodes: one}]\n");
    ASSERT_TRUE(configuration) << configuration.error().front().message;
    ASSERT_EQ(configuration->listen.size(), 1U);
    EXPECT_EQ(configuration->listen[0].port, 9090);
    ASSERT_EQ(configuration->exporters.size(), 1U);
    EXPECT_THAT(configuration->exporters[0].selection.networks, ElementsAre("fake"));
    EXPECT_THAT(configuration->exporters[0].selection.nodes, ElementsAre("one"));
}

TEST(Configuration, EverythingWrittenIsTaken) {
    const auto configuration = parse(R"(
listen: ["127.0.0.1:9090", "[::1]:9091"]
tls: {certificate: /etc/nw/cert.pem, key: /etc/nw/key.pem}
authentication:
  bearer_token: t0ken
  user: ann
  password: secret
  open_paths: [/health, /ready]
trusted_proxies: [10.0.0.1, "2001:0db8::0001", "::ffff:10.0.0.3"]
log: {level: debug, format: json}
data_dir: /srv/nodewatch
targets:
  - {network: fake, name: one, url: "fake://one"}
  - {network: fake, name: two}
)");
    ASSERT_TRUE(configuration) << configuration.error().front().message;
    ASSERT_EQ(configuration->listen.size(), 2U);
    EXPECT_EQ(configuration->listen[1].host, "::1");
    EXPECT_EQ(configuration->listen[1].port, 9091);
    EXPECT_EQ(configuration->tls->certificate_file, "/etc/nw/cert.pem");
    EXPECT_EQ(configuration->tls->key_file, "/etc/nw/key.pem");
    EXPECT_EQ(configuration->authentication.bearer_token, "t0ken");
    EXPECT_EQ(configuration->authentication.user, "ann");
    EXPECT_EQ(configuration->authentication.password, "secret");
    EXPECT_THAT(configuration->authentication.open_paths, ElementsAre("/health", "/ready"));
    EXPECT_THAT(configuration->trusted_proxies, ElementsAre("10.0.0.1", "2001:db8::1", "10.0.0.3"));
    EXPECT_EQ(configuration->log_level, log::Level::debug);
    EXPECT_EQ(configuration->log_format, log::Format::json);
    EXPECT_EQ(configuration->data_dir, "/srv/nodewatch");
    ASSERT_EQ(configuration->targets.size(), 2U);
    EXPECT_EQ(configuration->targets[0].address, "fake://one");
    EXPECT_EQ(configuration->targets[1].target, (Target{"fake", "two"}));
}

TEST(Configuration, DatabasesOfPlacesAreTheWellKnownOnesThoseWrittenOrNone) {
    EXPECT_FALSE(parse("")->geo.databases);
    EXPECT_THAT(parse("geo: {databases: []}")->geo.databases.value(), IsEmpty());
    EXPECT_THAT(parse("geo: {databases: [/a.mmdb, /b.mmdb]}")->geo.databases.value(),
                ElementsAre("/a.mmdb", "/b.mmdb"));
    const auto from_environment = parse("", {{"NODEWATCH_GEO_DATABASES", "/a.mmdb,/b.mmdb"}});
    EXPECT_EQ(from_environment->geo.databases->size(), 2U);
}

TEST(Configuration, ErrorsNameLineAndColumnAndAreAllTold) {
    const auto errors = errors_of(
        "listen: [\"127.0.0.1:99999\"]\n"
        "log: {level: loud}\n"
        "colour: red\n"
        "targets:\n"
        "  - network: fake\n"
        "    speed: 3\n"
        "  - network: bitcoi\n"
        "  - name: x\n");
    const auto one_with = [](std::string_view place, std::string_view what) {
        return ::testing::AllOf(::testing::StartsWith(std::string(place)),
                                HasSubstr(std::string(what)));
    };
    EXPECT_THAT(errors, ::testing::UnorderedElementsAre(
                            one_with("nodewatch.yaml:1:", "99999"),
                            one_with("nodewatch.yaml:2:", "debug, info, warn, error"),
                            one_with("nodewatch.yaml:3:1", "colour"),
                            one_with("nodewatch.yaml:6:5", "speed"),
                            one_with("nodewatch.yaml:7:", "expected one of fake, found 'bitcoi'"),
                            one_with("nodewatch.yaml:8:", "needs `network:`")));
}

TEST(Configuration, KeysOfATargetWithoutAKnownNetworkAreNotBlamed) {
    const auto wrong = errors_of("targets: [{network: bitcoi, url: \"fake://x\", deep: {a: 1}}]");
    ASSERT_EQ(wrong.size(), 1U);
    EXPECT_THAT(wrong[0], HasSubstr("found 'bitcoi'"));
    const auto missing = errors_of("targets: [{name: x, url: \"fake://x\"}]");
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_THAT(missing[0], HasSubstr("needs `network:`"));
}

TEST(Configuration, ExportersHaveAnAddressAndNetworks) {
    const auto configuration = parse(
        "exporters:\n"
        "  - {listen: \"127.0.0.1:9200\", networks: [fake]}\n"
        "  - {listen: \"[::1]:9201\", networks: [fake], nodes: [one, two]}\n"
        "  - {listen: \"[::1]:9202\", networks: [fake], nodes: [one]}\n"
        "targets: [{network: fake, name: two}]\n");
    ASSERT_TRUE(configuration) << configuration.error().front().message;
    ASSERT_EQ(configuration->exporters.size(), 3U);
    EXPECT_EQ(configuration->exporters[0].listen.port, 9200);
    EXPECT_TRUE(configuration->exporters[0].selection.has({"fake", "two"}));
    EXPECT_FALSE(configuration->exporters[0].selection.has({"other", "two"}));
    EXPECT_FALSE(configuration->exporters[2].selection.has({"fake", "two"}));
    EXPECT_TRUE(configuration->exporters[2].selection.has({"fake", "one"}));
    EXPECT_THAT(
        configuration_warnings(*configuration),
        ElementsAre(HasSubstr("no target of fake is called 'one', as listed for port 9201"),
                    HasSubstr("no target of fake is called 'one', as listed for port 9202")));
    EXPECT_THAT(
        configuration_warnings(*parse("exporters: [{listen: \"127.0.0.1:9\", networks: [fake]}]")),
        ElementsAre(HasSubstr("no target of fake is listed for port 9")));
}

TEST(Configuration, EachListenerHasAnAddressOfItsOwn) {
    const auto told = [](const std::string& listen, const std::string& exporter) {
        return errors_of("listen: [\"" + listen + "\"]\nexporters: [{listen: \"" + exporter +
                         "\", networks: [fake]}]\n");
    };
    const auto is_refused =
        ElementsAre(::testing::AllOf(::testing::StartsWith("nodewatch.yaml:2:"), HasSubstr("own")));
    EXPECT_THAT(told("127.0.0.1:9", "127.0.0.1:9"), is_refused);
    EXPECT_THAT(told(":9", "127.0.0.1:9"), is_refused);
    EXPECT_THAT(told("127.0.0.1:9", "0.0.0.0:9"), is_refused);
    EXPECT_THAT(told("127.0.0.1:9", "127.0.0.1:10"), IsEmpty());
    EXPECT_THAT(told("127.0.0.1:9", "127.0.0.2:9"), IsEmpty());
    EXPECT_THAT(told("127.0.0.1:9", "[::1]:9"), IsEmpty());
    EXPECT_THAT(told("127.0.0.1:0", "127.0.0.1:0"), IsEmpty());
    EXPECT_THAT(errors_of("exporters:\n"
                          "  - {listen: \"127.0.0.1:9\", networks: [fake]}\n"
                          "  - {listen: \"127.0.0.1:9\", networks: [fake]}\n"),
                ElementsAre(::testing::StartsWith("nodewatch.yaml:3:")));
}

TEST(Configuration, WrongExportersAreErrors) {
    EXPECT_THAT(errors_of("exporters:\n"
                          "  - networks: [fake]\n"
                          "  - listen: 127.0.0.1:9200\n"
                          "  - {listen: \"x:1\", networks: [betanett], port: 9}\n"),
                ::testing::UnorderedElementsAre(
                    ::testing::AllOf(::testing::StartsWith("nodewatch.yaml:2:5: exporters[0]"),
                                     HasSubstr("no address to listen on")),
                    ::testing::AllOf(::testing::StartsWith("nodewatch.yaml:3:5: exporters[1]"),
                                     HasSubstr("needs some of fake")),
                    ::testing::AllOf(::testing::StartsWith("nodewatch.yaml:4:"),
                                     HasSubstr("no address to listen on")),
                    ::testing::AllOf(::testing::StartsWith("nodewatch.yaml:4:"),
                                     HasSubstr("expected some of fake, found 'betanett'")),
                    ::testing::AllOf(::testing::StartsWith("nodewatch.yaml:4:"),
                                     HasSubstr("unknown key"))));
}

TEST(Configuration, AnExporterThatOthersReachIsWarnedOf) {
    EXPECT_THAT(configuration_warnings(*parse("exporters: [{listen: \":9200\", networks: [fake]}]\n"
                                              "targets: [{network: fake}]\n")),
                ElementsAre(HasSubstr("listen :9200: other hosts can read everything")));
}

TEST(Configuration, TwoTargetsMustNotShareAName) {
    const auto errors = errors_of(
        "targets:\n"
        "  - network: fake\n"
        "  - network: fake\n");
    ASSERT_EQ(errors.size(), 1U);
    EXPECT_THAT(errors[0], ::testing::StartsWith("nodewatch.yaml:3:"));
    EXPECT_THAT(errors[0], HasSubstr("give each one a `name`"));
}

TEST(Configuration, HalfACredentialOrCertificateIsAnError) {
    EXPECT_EQ(errors_of("authentication: {user: ann}").size(), 1U);
    EXPECT_EQ(errors_of("authentication: {password: x}").size(), 1U);
    EXPECT_EQ(errors_of("tls: {certificate: a.pem}").size(), 1U);
    EXPECT_EQ(errors_of("tls: {key: a.pem}").size(), 1U);
    EXPECT_EQ(errors_of("authentication: {open_paths: [health]}").size(), 1U);
    EXPECT_THAT(errors_of("trusted_proxies: [proxy.example]"),
                ElementsAre(HasSubstr("'proxy.example' is not an IP address")));
}

TEST(Configuration, TheEnvironmentWins) {
    const auto configuration = parse("log: {level: debug}\nlisten: [\":1\"]",
                                     {{"NODEWATCH_LOG_LEVEL", "error"},
                                      {"NODEWATCH_DATA_DIR", "/data"},
                                      {"NODEWATCH_AUTHENTICATION_OPEN_PATHS", "/health, /ready"},
                                      {"NODEWATCH_LISTEN", ":8090, 127.0.0.1:9999"}});
    ASSERT_TRUE(configuration);
    EXPECT_EQ(configuration->log_level, log::Level::error);
    EXPECT_EQ(configuration->data_dir, "/data");
    ASSERT_EQ(configuration->listen.size(), 2U);
    EXPECT_EQ(configuration->listen[1].port, 9999);
    EXPECT_THAT(configuration->authentication.open_paths, ElementsAre("/health", "/ready"));
}

TEST(Configuration, WarnsOfVariablesThatDoNothing) {
    EXPECT_THAT(configuration_warnings(
                    *parse(""), {"NODEWATCH_LOG_LEVEL", "NODEWATCH_CONFIG", "HOME",
                                 "NODEWATCH_AUTHENTICATION_PASSWORD_FILE", "NODEWATCH_LOG_LEVL"}),
                ElementsAre(HasSubstr("NODEWATCH_LOG_LEVL")));
}

TEST(Configuration, ANameIsShortPlainText) {
    for (const std::string name : {"\"\"", "\"a\\nb\"", "\" a\"", "\"\\x7f\""})
        EXPECT_THAT(errors_of("targets: [{network: fake, name: " + name + "}]"),
                    ElementsAre(HasSubstr("nodewatch.yaml:1:")))
            << name;
    const std::string longest(100, 'n');
    EXPECT_THAT(errors_of("targets: [{network: fake, name: " + longest + "}]"), IsEmpty());
    EXPECT_EQ(errors_of("targets: [{network: fake, name: n" + longest + "}]").size(), 1U);
}

TEST(Configuration, SecretsStayOutOfErrors) {
    for (const auto& error :
         errors_of("authentication: {bearer_token: hunter2, password: hunter3}"))
        EXPECT_THAT(error, ::testing::Not(HasSubstr("hunter")));
}

TEST(Configuration, WarnsWhenOthersCanRead) {
    EXPECT_THAT(configuration_warnings(*parse("listen: [\"127.0.0.1:1\", \"[::1]:1\"]")),
                IsEmpty());
    EXPECT_THAT(configuration_warnings(*parse("listen: [\":8090\"]")),
                ElementsAre(HasSubstr("set authentication")));
    EXPECT_THAT(
        configuration_warnings(*parse("listen: [\":8090\"]\nauthentication: {bearer_token: x}")),
        ElementsAre(HasSubstr("set tls")));
    EXPECT_THAT(configuration_warnings(*parse("listen: [\":8090\"]\n"
                                              "authentication: {bearer_token: x}\n"
                                              "tls: {certificate: a, key: b}")),
                IsEmpty());
}

TEST(ConfigurationFile, IsReadAndNamedInErrors) {
    const testing::TemporaryFolder folder;
    const std::string path = folder / "nodewatch.yaml";
    testing::write_file(path, "log: {level: warn}\n");
    const auto good = load_configuration(path, fake_environment({}), fake_networks());
    ASSERT_TRUE(good);
    EXPECT_EQ(good->log_level, log::Level::warn);
    testing::write_file(path, "log: [\n");
    const auto bad = load_configuration(path, fake_environment({}), fake_networks());
    ASSERT_FALSE(bad);
    EXPECT_THAT(bad.error()[0].message, ::testing::StartsWith(path + ":"));
}

TEST(ConfigurationFile, ThatIsMissingOrAFolderOrEndlessIsAnError) {
    for (const std::string path : {"/nonexistent.yaml", "/tmp", "/dev/zero"}) {
        const auto loaded = load_configuration(path, fake_environment({}), fake_networks());
        ASSERT_FALSE(loaded) << path;
        EXPECT_THAT(loaded.error()[0].message, ::testing::StartsWith(path + ": "));
    }
}

}  // namespace
}  // namespace nodewatch::app
