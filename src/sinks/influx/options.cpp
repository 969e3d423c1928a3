#include "sinks/influx/options.hpp"

#include <fmt/format.h>

#include <string_view>

#include "base/time.hpp"
#include "net/client_settings.hpp"
#include "net/http_message.hpp"

namespace nodewatch::influx {
namespace {

using namespace std::chrono_literals;

/// RFC 3986, 2.3: all but the unreserved characters.
std::string percent_encode(std::string_view text) {
    constexpr std::string_view unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
    std::string out;
    for (const char c : text) {
        if (unreserved.contains(c))
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

/// An address without what has keys of its own; its path goes before the one of the write endpoint.
std::optional<net::Url> read_url(Settings& settings) {
    const auto text = settings.optional_text("url");
    if (!text) return std::nullopt;
    auto url = net::parse_url(*text);
    if (!url) {
        settings.fail("url", url.error().message);
        return std::nullopt;
    }
    if (url->scheme != "http" && url->scheme != "https")
        settings.fail("url", "expected an http:// or https:// address");
    if (!url->user.empty() || !url->password.empty())
        settings.fail("url", "credentials belong into `token`, or into `user` and `password`");
    if (url->target.contains('?'))
        settings.fail("url",
                      "expected an address without '?': `org`, `bucket` and `database` make "
                      "the query");
    while (url->target.ends_with('/'))
        url->target.pop_back();
    return *std::move(url);
}

/// What is written there, as text.
struct Destination {
    std::string organization;
    std::string bucket;
    std::string database;
    std::string retention_policy;
};

Destination read_destination(Settings& settings) {
    return {settings.text("org", ""), settings.text("bucket", ""), settings.text("database", ""),
            settings.text("retention_policy", "")};
}

void check(const Destination& to, Settings& settings) {
    if (to.bucket.empty() == to.database.empty())
        settings.fail({},
                      "needs either `bucket` and `org`, to write to /api/v2/write, or "
                      "`database`, to write to InfluxDB 1's /write");
    // InfluxDB 2 refuses each write without one.
    if (!to.bucket.empty() && !settings.has("org"))
        settings.fail("org",
                      "`bucket` needs the organisation of InfluxDB 2; for a server that has none "
                      "(VictoriaMetrics, InfluxDB 3), write `org: ''`");
    if (!to.database.empty() && !to.organization.empty())
        settings.fail("org", "goes with `bucket`, not with `database`");
    if (!to.bucket.empty() && !to.retention_policy.empty())
        settings.fail("retention_policy", "goes with `database`, not with `bucket`");
}

/// "/api/v2/write?precision=ms&org=o&bucket=b", or that of InfluxDB 1.
std::string endpoint(const Destination& to) {
    std::string target = to.database.empty() ? "/api/v2/write" : "/write";
    target += "?precision=ms";
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty()) target += fmt::format("&{}={}", name, percent_encode(value));
    };
    add("org", to.organization);
    add("bucket", to.bucket);
    add("db", to.database);
    add("rp", to.retention_policy);
    return target;
}

struct Credentials {
    std::string token;
    std::string user;
    std::string password;
};

Credentials read_credentials(Settings& settings) {
    Credentials credentials{settings.secret("token").value_or(""), settings.text("user", ""),
                            settings.secret("password").value_or("")};
    const auto& [token, user, password] = credentials;
    if (user.empty() != password.empty())
        settings.fail(user.empty() ? "password" : "user", "user and password belong together");
    if (!token.empty() && !user.empty())
        settings.fail("token", "expected either a token or user and password");
    if (!net::fits_one_line(token)) settings.fail("token", "expected one line of text");
    return credentials;
}

void read_batch(Settings& settings, BatchLimits& batch) {
    const auto count = [&](std::string_view key, std::size_t& value, std::int64_t min,
                           std::int64_t max) {
        value = static_cast<std::size_t>(
            settings.integer(key, static_cast<std::int64_t>(value), min, max));
    };
    count("batch_lines", batch.lines, 1, 100'000);
    count("batch_bytes", batch.bytes, 1'000, 50'000'000);
}

}  // namespace

std::optional<Options> read_options(Settings settings) {
    Options options;
    auto url = read_url(settings);
    const Destination destination = read_destination(settings);
    Credentials credentials = read_credentials(settings);
    net::read_tls(settings.section("tls"), options.tls);
    options.interval = settings.duration("interval", options.interval, 1s, 1h);
    options.timeout = settings.duration("timeout", options.timeout, 100ms, 10min);
    options.backfill = settings.duration("backfill", options.backfill, 0ms, 100 * 365 * 24h);
    options.gzip = settings.boolean("gzip", options.gzip);
    read_batch(settings, options.batch);

    if (!settings.has("url")) {
        if (!destination.bucket.empty() || !destination.database.empty())
            settings.fail({}, "needs `url: http://host:8086`");
        return std::nullopt;
    }
    check(destination, settings);
    if (!url) return std::nullopt;
    options.url = *std::move(url);
    options.url.target += endpoint(destination);
    options.url.user = std::move(credentials.user);
    options.url.password = std::move(credentials.password);
    if (!credentials.token.empty()) options.authorization = "Token " + credentials.token;
    return options;
}

}  // namespace nodewatch::influx
