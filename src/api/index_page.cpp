#include "api/index_page.hpp"

#include <fmt/format.h>

#include <iterator>

#include "api/text.hpp"

namespace nodewatch::api {
namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="5">
<title>nodewatch</title>
<style>
body { font-family: system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .3rem .8rem .3rem 0;
         border-bottom: 1px solid #ccc; }
.ok { color: #176b2c; } .degraded { color: #8a5a00; } .failed { color: #a01515; }
.demo { background: #fff3c4; color: #000; padding: .5rem 1rem; font-weight: bold; }
</style>
</head>
<body>
)";

constexpr std::string_view links = R"(<h2>Where things are</h2>
<ul>
<li><a href="/metrics">/metrics</a>: all values, for Prometheus</li>
<li><a href="/health">/health</a>: one look at everything (<a href="/health?format=json">JSON</a>)</li>
<li><a href="/ready">/ready</a>: whether first data is there</li>
<li><a href="/api/v1/status/targets">/api/v1/status/targets</a>: each target in detail, JSON</li>
<li><a href="/api/v1/status/version">/api/v1/status/version</a>: this program, JSON</li>
</ul>
</body>
</html>
)";

void write_target(std::string& out, const TargetHealth& t) {
    const auto html = std::back_inserter(out);
    fmt::format_to(html, "<tr><td>{}</td><td>{}</td><td class=\"{}\">{}</td><td>",
                   escape_html(t.target.network), escape_html(t.target.node), to_string(t.level),
                   state_text(t));
    for (const StatusReason& reason : t.reasons)
        fmt::format_to(html, "{}<br>", escape_html(reason.message));
    out += "</td></tr>\n";
}

}  // namespace

std::string write_index_page(const Health& health, const std::string& version) {
    std::string out(head);
    const auto html = std::back_inserter(out);
    if (health.demo)
        out += "<p class=\"demo\">DEMO: these nodes are stand-ins, not real ones.</p>\n";
    fmt::format_to(html, "<h1>nodewatch {}</h1>\n<p>Health: <strong class=\"{}\">{}</strong></p>\n",
                   escape_html(version), to_string(health.level), to_string(health.level));
    for (const std::string& reason : health.reasons)
        fmt::format_to(html, "<p>{}</p>\n", escape_html(reason));
    out += "<table>\n<tr><th>Network</th><th>Node</th><th>State</th><th>Reasons</th></tr>\n";
    for (const TargetHealth& target : health.targets)
        write_target(out, target);
    out += "</table>\n";
    out += links;
    return out;
}

}  // namespace nodewatch::api
