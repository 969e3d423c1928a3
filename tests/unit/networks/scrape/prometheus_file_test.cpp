#include "networks/scrape/prometheus_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "networks/scrape/distinct_targets.hpp"
#include "support/process.hpp"

namespace nodewatch::scrape {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

PrometheusTargets read(std::string_view yaml, const std::string& path = "/etc/p/prometheus.yml") {
    auto parsed = parse_prometheus_file(yaml, path);
    if (parsed) return std::move(*parsed);
    for (const auto& error : parsed.error())
        ADD_FAILURE() << error.message;
    return {};
}

std::vector<std::string> errors_of(std::string_view yaml) {
    std::vector<std::string> messages;
    if (const auto parsed = parse_prometheus_file(yaml, "prometheus.yml"); !parsed)
        for (const auto& error : parsed.error())
            messages.push_back(error.message);
    return messages;
}

std::vector<std::string> urls_of(const PrometheusTargets& read) {
    std::vector<std::string> urls;
    for (const auto& target : read.targets)
        urls.push_back(target.url.scheme + "://" + target.url.authority() + target.url.target);
    return urls;
}

/// The file that Debian's package prometheus installs, without its comments.
constexpr std::string_view debian_file = R"(
global:
  scrape_interval:     15s
  evaluation_interval: 15s
  external_labels:
      monitor: 'example'
alerting:
  alertmanagers:
  - static_configs:
    - targets: ['localhost:9093']
rule_files:
  # - "first_rules.yml"
scrape_configs:
  - job_name: 'prometheus'
    scrape_interval: 5s
    scrape_timeout: 5s
    static_configs:
      - targets: ['localhost:9090']
  - job_name: node
    static_configs:
      - targets: ['localhost:9100']
)";

TEST(PrometheusFile, TheFileOfDebianIsTaken) {
    const auto found = read(debian_file);
    ASSERT_EQ(found.targets.size(), 2U);
    const auto& prometheus = found.targets[0];
    EXPECT_EQ(prometheus.job, "prometheus");
    EXPECT_EQ(prometheus.instance, "localhost:9090");
    EXPECT_EQ(prometheus.labels,
              (store::Labels{{"instance", "localhost:9090"}, {"job", "prometheus"}}));
    EXPECT_EQ(prometheus.interval, 5s);
    EXPECT_EQ(prometheus.timeout, 5s);
    EXPECT_TRUE(prometheus.honor_timestamps);
    EXPECT_TRUE(prometheus.follow_redirects);
    EXPECT_FALSE(prometheus.honor_labels);
    const auto& node = found.targets[1];
    EXPECT_EQ(node.interval, 15s);
    EXPECT_EQ(node.timeout, 10s);
    EXPECT_THAT(urls_of(found),
                ElementsAre("http://localhost:9090/metrics", "http://localhost:9100/metrics"));
    EXPECT_THAT(found.left_out, IsEmpty());
    EXPECT_THAT(found.without_effect,
                ElementsAre("global.external_labels", "global.evaluation_interval", "alerting"));
}

TEST(PrometheusFile, EveryKeyOfAJobIsTaken) {
    const auto found = read(R"(
scrape_configs:
  - job_name: all
    scrape_interval: 1m30s
    scrape_timeout: 1m
    metrics_path: /probe
    scheme: https
    params: {module: [http_2xx, "a b"], debug: ["true"]}
    honor_labels: true
    honor_timestamps: false
    follow_redirects: false
    basic_auth: {username: ann, password_file: password}
    tls_config: {ca_file: ca.pem, insecure_skip_verify: true, cert_file: /c.pem, key_file: k.pem,
                 server_name: a.example}
    sample_limit: 1
    label_limit: 2
    label_name_length_limit: 3
    label_value_length_limit: 4
    body_size_limit: 1.5MB
    target_limit: 9
    metric_relabel_configs: [{source_labels: [__name__], regex: "go_.*", action: drop}]
    static_configs:
      - targets: ["a.example:1", "[::1]:2"]
        labels: {env: prod}
)");
    EXPECT_THAT(urls_of(found),
                ElementsAre("https://a.example:1/probe?debug=true&module=http_2xx&module=a+b",
                            "https://[::1]:2/probe?debug=true&module=http_2xx&module=a+b"));
    const auto& target = found.targets.at(1);
    EXPECT_EQ(target.labels,
              (store::Labels{{"env", "prod"}, {"instance", "[::1]:2"}, {"job", "all"}}));
    EXPECT_EQ(target.interval, 90s);
    EXPECT_EQ(target.timeout, 60s);
    EXPECT_TRUE(target.honor_labels);
    EXPECT_FALSE(target.honor_timestamps);
    EXPECT_FALSE(target.follow_redirects);
    EXPECT_EQ(target.url.user, "ann");
    EXPECT_EQ(target.password_file, "/etc/p/password");
    EXPECT_FALSE(target.tls.verify);
    EXPECT_EQ(target.tls.ca_file, "/etc/p/ca.pem");
    EXPECT_EQ(target.tls.certificate_file, "/c.pem");
    EXPECT_EQ(target.tls.key_file, "/etc/p/k.pem");
    EXPECT_EQ(target.tls.server_name, "a.example");
    EXPECT_EQ(target.sample_limit, 1U);
    EXPECT_EQ(target.label_limit, 2U);
    EXPECT_EQ(target.label_name_length_limit, 3U);
    EXPECT_EQ(target.label_value_length_limit, 4U);
    EXPECT_EQ(target.body_size_limit, 1'572'864U);
    EXPECT_EQ(target.metric_relabel.size(), 1U);
    EXPECT_THAT(found.left_out, IsEmpty());
    EXPECT_THAT(found.without_effect, IsEmpty());
}

ScrapeOptions target_with(const std::string& keys) {
    const auto found =
        read("scrape_configs: [{job_name: a, static_configs: [{targets: [b]}], " + keys + "}]");
    EXPECT_THAT(found.left_out, IsEmpty());
    return found.targets.at(0);
}

TEST(PrometheusFile, TokensComeInThreeForms) {
    for (const std::string form : {"authorization: {credentials: t0ken}", "bearer_token: t0ken",
                                   "authorization: {type: bearer, credentials: t0ken}"})
        EXPECT_EQ(target_with(form).bearer_token, "t0ken") << form;
}

/// They may come later than the program starts, and are read for every scrape.
TEST(PrometheusFile, FilesOfSecretsAreNamedFromTheFolderOfTheFile) {
    EXPECT_EQ(target_with("authorization: {credentials_file: a/token}").bearer_token_file,
              "/etc/p/a/token");
    EXPECT_EQ(target_with("bearer_token_file: /run/token").bearer_token_file, "/run/token");
    const auto basic = target_with("basic_auth: {username: ann, password_file: password}");
    EXPECT_EQ(basic.password_file, "/etc/p/password");
    EXPECT_EQ(basic.url.user, "ann");
}

TEST(PrometheusFile, RulesSeeAndChangeWhatPrometheusShowsThem) {
    const auto found = read(R"(
scrape_configs:
  - job_name: blackbox
    metrics_path: /probe
    params: {module: [http_2xx]}
    relabel_configs:
      - {source_labels: [__address__], target_label: __param_target}
      - {source_labels: [__param_target], target_label: instance}
      - {source_labels: [__scheme__, __metrics_path__, __scrape_interval__, __scrape_timeout__,
                         __param_module, job], target_label: seen}
      - {target_label: __address__, replacement: "127.0.0.1:9115"}
      - {target_label: __param_module, replacement: icmp}
      - {target_label: __scrape_interval__, replacement: 2m}
      - {source_labels: [instance], regex: ".*bad.*", action: drop}
    static_configs:
      - targets: ["https://a.example/?x=1&y=2", "bad.example"]
)");
    EXPECT_THAT(urls_of(found), ElementsAre("http://127.0.0.1:9115/probe?module=icmp&"
                                            "target=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2"));
    EXPECT_EQ(found.targets.at(0).interval, 2min);
    EXPECT_EQ(found.targets.at(0).labels,
              (store::Labels{{"instance", "https://a.example/?x=1&y=2"},
                             {"job", "blackbox"},
                             {"seen", "http;/probe;1m;10s;http_2xx;blackbox"}}));
}

/// As Prometheus 2.42 answered for this file.
TEST(PrometheusFile, KeysOfRulesWithoutAValueAreEmptyTexts) {
    const auto found = read(R"(
scrape_configs:
  - job_name: n
    relabel_configs:
      - {source_labels: [__address__], target_label: gone, replacement: }
      - {source_labels: [__address__, __scheme__], target_label: joined, separator: }
      - {source_labels: [__address__], target_label: none, regex: , replacement: "yes"}
      - {source_labels: [absent], target_label: any, regex: , replacement: "yes"}
    static_configs: [{targets: ["127.0.0.1:1"], labels: {gone: here, n: 1, f: 1.50, b: true}}]
)");
    EXPECT_EQ(found.targets.at(0).labels, (store::Labels{{"any", "yes"},
                                                         {"b", "true"},
                                                         {"f", "1.50"},
                                                         {"instance", "127.0.0.1:1"},
                                                         {"job", "n"},
                                                         {"joined", "127.0.0.1:1http"},
                                                         {"n", "1"}}));
}

TEST(PrometheusFile, AnAddressWithoutAPortGetsThatOfItsScheme) {
    const auto found = read(R"(
scrape_configs:
  - {job_name: a, static_configs: [{targets: [a.example, "[::1]"]}]}
  - {job_name: b, scheme: https, static_configs: [{targets: [b.example]}]}
)");
    EXPECT_THAT(urls_of(found),
                ElementsAre("http://a.example:80/metrics", "http://[::1]:80/metrics",
                            "https://b.example:443/metrics"));
    EXPECT_EQ(found.targets.at(0).instance, "a.example:80");
}

TEST(PrometheusFile, AShortIntervalShortensTheTimeoutThatNobodyWrote) {
    const auto found = read(
        "global: {scrape_interval: 5s}\n"
        "scrape_configs:\n"
        "  - {job_name: a, static_configs: [{targets: [a]}]}\n"
        "  - {job_name: b, scrape_interval: 2s, static_configs: [{targets: [b]}]}\n"
        "  - {job_name: c, scrape_interval: 1d, static_configs: [{targets: [c]}]}\n");
    EXPECT_EQ(found.targets.at(0).timeout, 5s);
    EXPECT_EQ(found.targets.at(1).timeout, 2s);
    EXPECT_EQ(found.targets.at(2).interval, 24h);
    EXPECT_EQ(found.targets.at(2).timeout, 5s);
}

TEST(PrometheusFile, WhatCannotBeDoneIsToldAndTheRestScraped) {
    const auto found = read(R"(
scrape_configs:
  - job_name: pods
    kubernetes_sd_configs: [{role: pod}]
    static_configs: [{targets: [a]}]
  - job_name: far
    proxy_url: http://proxy.example
    oauth2: {client_id: x}
    static_configs: [{targets: [b]}]
  - job_name: many
    target_limit: 1
    static_configs: [{targets: [c, d]}]
  - job_name: plain
    enable_http2: true
    static_configs: [{targets: [e]}]
)");
    EXPECT_THAT(urls_of(found), ElementsAre("http://a:80/metrics", "http://e:80/metrics"));
    EXPECT_THAT(
        found.left_out,
        ElementsAre(AllOf(StartsWith("/etc/p/prometheus.yml:4:5: "), HasSubstr("'pods'"),
                          HasSubstr("kubernetes_sd_configs")),
                    AllOf(StartsWith("/etc/p/prometheus.yml:6:5: "), HasSubstr("'far' is not"),
                          HasSubstr("oauth2 is not supported, proxy_url is not")),
                    AllOf(HasSubstr("'many' is not"), HasSubstr("2 targets"))));
    EXPECT_THAT(found.without_effect, ElementsAre("scrape_configs[3].enable_http2"));
}

TEST(PrometheusFile, VersionsOfTlsThatWouldNotBeKeptLeaveTheJobOut) {
    const auto left_out = [](const std::string& keys) {
        return read("scrape_configs: [{job_name: a, tls_config: {" + keys +
                    "}, static_configs: [{targets: [b]}]}]")
            .left_out;
    };
    EXPECT_THAT(left_out("min_version: TLS13"), ElementsAre(HasSubstr("min_version above TLS12")));
    EXPECT_THAT(left_out("max_version: TLS12"), ElementsAre(HasSubstr("max_version below TLS13")));
    EXPECT_THAT(left_out("min_version: TLS12, max_version: TLS13"), IsEmpty());
    EXPECT_THAT(left_out("min_version: TLS10"), IsEmpty());
}

/// Prometheus 2.42 starts with each of them and scrapes the others.
TEST(PrometheusFile, TargetsThatCannotBeScrapedKeepNoOtherFromIt) {
    const std::pair<std::string, std::string> jobs[] = {
        {"static_configs: [{targets: ['::1']}]", "'::1'"},
        {"static_configs: [{targets: ['ho st:1']}]", "'ho st:1'"},
        {"static_configs: [{targets: ['a:99999']}]", "'a:99999'"},
        {"static_configs: [{targets: ['ann:hunter2@a:1']}]", "basic_auth"},
        {"static_configs: [{targets: [a], labels: {__scrape_interval__: fast}}]", "'fast'"},
        {"relabel_configs: [{target_label: __scheme__, replacement: ftp}], "
         "static_configs: [{targets: [a]}]",
         "'ftp'"},
        {"relabel_configs: [{target_label: __address__, replacement: x/y}], "
         "static_configs: [{targets: [a]}]",
         "'x/y'"},
        {"relabel_configs: [{target_label: __scrape_timeout__, replacement: 2m}], "
         "static_configs: [{targets: [a]}]",
         "longer than the interval"},
    };
    for (const auto& [keys, told] : jobs) {
        const auto found = read("scrape_configs:\n  - {job_name: a, " + keys +
                                "}\n  - {job_name: b, static_configs: [{targets: [b]}]}\n");
        EXPECT_THAT(urls_of(found), ElementsAre("http://b:80/metrics")) << keys;
        EXPECT_THAT(found.left_out,
                    ElementsAre(AllOf(StartsWith("/etc/p/prometheus.yml:2:"), HasSubstr("job 'a'"),
                                      HasSubstr(told), Not(HasSubstr("hunter")))))
            << keys;
    }
}

TEST(PrometheusFile, OfTargetsWithTheSameLabelsTheFirstIsScraped) {
    auto found = read(R"(
scrape_configs:
  - {job_name: a, static_configs: [{targets: [a, a]}]}
  - job_name: b
    relabel_configs: [{target_label: instance, replacement: one}]
    static_configs: [{targets: [b, c]}, {targets: [d], labels: {env: x}}]
)");
    const auto left_out = make_distinct(found.targets);
    EXPECT_THAT(urls_of(found),
                ElementsAre("http://a:80/metrics", "http://b:80/metrics", "http://d:80/metrics"));
    EXPECT_THAT(left_out, ElementsAre(HasSubstr("same labels {instance=\"one\",job=\"b\"}")));
    EXPECT_EQ(target_of(found.targets.at(1)).node, "b/one");
    EXPECT_EQ(target_of(found.targets.at(2)).node, "b/one (2)");
}

TEST(PrometheusFile, ErrorsNameLineAndWhatWasExpected) {
    EXPECT_THAT(
        errors_of("global: {scrape_interval: fast}\n"
                  "scrape_configs:\n"
                  "  - job_name: a\n"
                  "    scrape_interval: 5s\n"
                  "    scrape_timeout: 6s\n"
                  "    honour_labels: true\n"
                  "  - job_name: a\n"
                  "    relabel_configs: [{action: hashmod, target_label: x}]\n"
                  "  - static_configs:\n"
                  "    - targets: [a/b]\n"
                  "      labels: {a-b: c}\n"
                  "colour: red\n"),
        ::testing::UnorderedElementsAre(
            AllOf(StartsWith("prometheus.yml:1:10: global.scrape_interval: "), HasSubstr("'fast'")),
            AllOf(StartsWith("prometheus.yml:5:5: "), HasSubstr("at most"), HasSubstr("5s")),
            AllOf(StartsWith("prometheus.yml:6:5: "), HasSubstr("did you mean 'honor_labels'")),
            AllOf(StartsWith("prometheus.yml:7:5: "), HasSubstr("second job")),
            AllOf(StartsWith("prometheus.yml:8:"), HasSubstr("modulus")),
            AllOf(StartsWith("prometheus.yml:9:5: "), HasSubstr("job_name")),
            AllOf(StartsWith("prometheus.yml:10:7: "), HasSubstr("host:9100"), HasSubstr("'a/b'")),
            AllOf(StartsWith("prometheus.yml:11:"), HasSubstr("no name of a label")),
            AllOf(StartsWith("prometheus.yml:12:1: "), HasSubstr("unknown key"))));
}

TEST(PrometheusFile, OneTextIsNoListAsInPrometheus) {
    for (const std::string in_job :
         {"params: {a: b}", "static_configs: [{targets: a}]",
          "relabel_configs: [{action: labelmap, regex: a, source_labels: b}]"})
        EXPECT_THAT(errors_of("scrape_configs: [{job_name: a, " + in_job + "}]"),
                    ElementsAre(HasSubstr("expected a list of texts, found text")))
            << in_job;
}

TEST(PrometheusFile, SecretsStayOutOfErrors) {
    const auto errors = errors_of(
        "scrape_configs:\n"
        "  - job_name: a\n"
        "    bearer_token: hunter2\n"
        "    basic_auth: {username: x, password: hunter3, password_file: /nonexistent}\n");
    EXPECT_EQ(errors.size(), 2U);
    for (const auto& error : errors)
        EXPECT_THAT(error, ::testing::Not(HasSubstr("hunter")));
}

TEST(PrometheusFile, SecretsInAddressesAreNotRepeated) {
    for (const std::string address :
         {"ann:hunter2@a:1", "http://ann:hunt@er2@a:1/m", "http://a:1/m?key=hunter2",
          "ann:hunter2@a:1/m?key=hunter2", "a:1?hunter2"}) {
        const std::string yaml =
            "scrape_configs: [{job_name: a, static_configs: [{targets: [\"" + address + "\"]}]}]";
        const auto told = address.contains('/') ? errors_of(yaml) : read(yaml).left_out;
        ASSERT_EQ(told.size(), 1U) << address;
        EXPECT_THAT(told.front(), AllOf(HasSubstr("a:1"), Not(HasSubstr("er2")))) << address;
        EXPECT_EQ(told.front().contains("basic_auth"), address.contains('@')) << address;
    }
}

TEST(PrometheusFile, SizesAreInUnitsOf1024) {
    const std::pair<std::string, std::uint64_t> sizes[] = {
        {"512B", 512},
        {"1KB", 1'024},
        {"1KiB", 1'024},
        {"10MB", 10'485'760},
        {"1.5GiB", 1'610'612'736},
        {"0", 0},
    };
    for (const auto& [text, bytes] : sizes) {
        const auto found = read("scrape_configs: [{job_name: a, body_size_limit: " + text +
                                ", static_configs: [{targets: [b]}]}]");
        EXPECT_EQ(found.targets.at(0).body_size_limit, bytes) << text;
    }
    for (const std::string text : {"10", "MB", "1XB", "-1MB", "99999EB"})
        EXPECT_EQ(
            errors_of("scrape_configs: [{job_name: a, body_size_limit: " + text + "}]").size(), 1U)
            << text;
}

}  // namespace
}  // namespace nodewatch::scrape
