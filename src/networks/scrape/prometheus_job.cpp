#include "networks/scrape/prometheus_job.hpp"

#include <fmt/format.h>

#include <map>

#include "base/strings.hpp"
#include "promql/duration.hpp"

namespace nodewatch::scrape {

namespace {

constexpr std::string_view address_label = "__address__";
constexpr std::string_view scheme_label = "__scheme__";
constexpr std::string_view path_label = "__metrics_path__";
constexpr std::string_view interval_label = "__scrape_interval__";
constexpr std::string_view timeout_label = "__scrape_timeout__";
constexpr std::string_view param_prefix = "__param_";

auto bad_target(std::string_view what, std::string_view text) {
    return failure(ErrorKind::configuration,
                   fmt::format("{}, found '{}'", what, escape_controls(abbreviate(text, 100))));
}

/// The address without what may be a secret: credentials before an '@', and a query.
auto bad_address(std::string_view address) {
    constexpr std::string_view expected = "expected an address such as host:9100";
    const auto at = address.rfind('@');
    if (at == std::string_view::npos)
        return bad_target(expected, address.substr(0, address.find('?')));
    const auto server = address.substr(at + 1);
    return bad_target(fmt::format("credentials belong into `basic_auth`; {}", expected),
                      server.substr(0, server.find('?')));
}

void add_missing(store::Labels& labels, std::string_view name, std::string_view value) {
    if (!labels.has(name)) labels.set(name, value);
}

store::Labels before_relabelling(const PrometheusJob& job, store::Labels labels) {
    add_missing(labels, "job", job.name);
    add_missing(labels, interval_label, promql::format_duration(job.common.interval.count()));
    add_missing(labels, timeout_label, promql::format_duration(job.common.timeout.count()));
    add_missing(labels, path_label, job.metrics_path);
    add_missing(labels, scheme_label, job.scheme);
    for (const auto& [name, values] : job.params)
        if (!values.empty()) labels.set(std::string(param_prefix) + name, values.front());
    return labels;
}

/// "host", "host:1", "[::1]", "[::1]:1".
bool has_port(std::string_view address) {
    const auto colon = address.rfind(':');
    if (colon == std::string_view::npos) return false;
    return !address.starts_with('[') || (colon > 0 && address[colon - 1] == ']');
}

/// As a part of a path or a query: what is not `kept` is percent-encoded.
std::string percent_encoded(std::string_view text, std::string_view kept) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || kept.find(c) != std::string_view::npos;
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string query_text(std::string_view text) {
    std::string out;
    for (const auto part : split(text, ' ')) {
        if (!out.empty() || part.data() != text.data()) out += '+';
        out += percent_encoded(part, "-_.~");
    }
    return out;
}

/// The job's parameters; the first value of each may have been changed by rules.
std::string query_of(const PrometheusJob& job, const store::Labels& labels) {
    std::map<std::string, std::vector<std::string>> params(job.params.begin(), job.params.end());
    for (const auto& label : labels) {
        if (!label.name.starts_with(param_prefix)) continue;
        auto& values = params[label.name.substr(param_prefix.size())];
        if (values.empty()) values.emplace_back();
        values.front() = label.value;
    }
    std::string query;
    for (const auto& [name, values] : params)
        for (const auto& value : values)
            query += (query.empty() ? "?" : "&") + query_text(name) + "=" + query_text(value);
    return query;
}

Result<net::Url> url_of(const PrometheusJob& job, const store::Labels& labels,
                        const std::string& address) {
    const std::string_view path = labels.get(path_label);
    std::string text = fmt::format("{}://{}", labels.get(scheme_label), address);
    if (!path.starts_with('/')) text += '/';
    text += percent_encoded(path, "-_.~/$&+,:;=@") + query_of(job, labels);
    auto url = net::parse_url(text);
    if (!url) return bad_address(address);
    url->user = job.user;
    url->password = job.password;
    return url;
}

/// Interval and timeout, which rules may have changed.
Result<> read_times(const store::Labels& labels, ScrapeOptions& target) {
    const auto read = [&](std::string_view label, Duration& value) -> Result<> {
        const auto parsed = promql::parse_duration(labels.get(label));
        if (!parsed || *parsed == 0)
            return bad_target(fmt::format("expected a duration in {}", label), labels.get(label));
        value = Duration{*parsed};
        return {};
    };
    if (auto interval = read(interval_label, target.interval); !interval) return interval;
    if (auto timeout = read(timeout_label, target.timeout); !timeout) return timeout;
    if (target.timeout > target.interval)
        return bad_target("the timeout is longer than the interval", labels.get(timeout_label));
    return {};
}

store::Labels without_internal(const store::Labels& labels) {
    store::Labels out;
    for (const auto& label : labels)
        if (!label.name.starts_with("__")) out.set(label.name, label.value);
    return out;
}

/// A label's value as a part of the target's name.
std::string for_name(std::string_view value) {
    constexpr std::size_t max_bytes = 200;
    return escape_controls(abbreviate(value, max_bytes));
}

}  // namespace

Result<std::optional<ScrapeOptions>> make_target(const PrometheusJob& job, store::Labels found) {
    store::Labels labels = before_relabelling(job, std::move(found));
    const store::Labels discovered = labels;
    if (!relabel(labels, job.relabel)) return std::nullopt;
    std::string address(labels.get(address_label));
    const std::string_view scheme = labels.get(scheme_label);
    if (scheme != "http" && scheme != "https")
        return bad_target("expected the scheme http or https", scheme);
    if (address.empty() || address.find_first_of("/@?#") != std::string::npos)
        return bad_address(address);
    if (!has_port(address)) address += scheme == "https" ? ":443" : ":80";

    ScrapeOptions target = job.common;
    if (auto times = read_times(labels, target); !times) return failure(times.error());
    auto url = url_of(job, labels, address);
    if (!url) return failure(url.error());
    target.url = std::move(*url);
    add_missing(labels, "instance", address);
    for (const auto& label : labels)
        if (!is_valid_utf8(label.value))
            return bad_target("expected UTF-8 in label " + label.name, label.value);
    target.discovered = discovered;
    target.labels = without_internal(labels);
    target.job = for_name(target.labels.get("job"));
    target.instance = for_name(target.labels.get("instance"));
    return target;
}

}  // namespace nodewatch::scrape
