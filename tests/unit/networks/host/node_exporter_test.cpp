// The trees of tests/data/host, and what the node exporter said of them.

#include <gmock/gmock.h>

#include <cmath>
#include <iostream>
#include <map>
#include <set>

#include "base/strings.hpp"
#include "file_tree.hpp"
#include "networks/host/collect.hpp"
#include "networks/host/filesystems.hpp"

namespace nodewatch::host {
namespace {

using Labels = std::map<std::string, std::string>;
using Series = std::map<std::pair<std::string, Labels>, double>;

/// Labels without a value are as good as none.
void add(Series& series, const Point& point) {
    const Measurement& measurement = point.measurement();
    for (std::size_t i = 0; i < point.size(); ++i) {
        if (!point.has(i)) continue;
        const FieldSpec& field = measurement.fields()[i];
        Labels labels(field.labels.begin(), field.labels.end());
        for (std::size_t tag = 0; tag < point.tag_values().size(); ++tag)
            if (!point.tag_values()[tag].empty())
                labels[measurement.tags()[tag]] = point.tag_values()[tag];
        EXPECT_TRUE(series.try_emplace({field.metric, labels}, point.value(i)).second)
            << field.metric << " is told twice";
    }
}

/// All that a host with these files publishes; file systems as if none answered, for their mount
/// points are not there.
Series read_tree(const FileTree& tree, bool all_metrics) {
    HostOptions options;
    options.files = tree.files();
    options.all_metrics = all_metrics;
    const View view(options);
    const Look look{view, {WallTime{}, Duration{1}}};
    Series series;
    for (const auto& collectors : {fast_collectors(), slow_collectors()})
        for (const auto& group : collect(collectors, look).groups)
            for (const Point& point : group.points)
                add(series, point);
    const auto mounts = read_mounts(view).value_or(std::vector<Mount>());
    const std::vector<MountAnswer> silent(mounts.size(), std::unexpected(MountError::failed));
    for (const Point& point : read_filesystems(mounts, silent, view.selection, look.stamp).points)
        add(series, point);
    return series;
}

/// A line of the text format: no value of these trees has a quote or an escape in a label but \"
/// and
/// \\.
std::pair<std::pair<std::string, Labels>, double> parse_line(std::string_view line) {
    const std::size_t brace = line.find('{');
    const std::size_t value = line.rfind(' ');
    std::string name(line.substr(0, std::min(brace, value)));
    Labels labels;
    for (std::size_t at = brace; brace < value && line[at] != '}';) {
        const std::size_t equals = line.find("=\"", at);
        const std::string key(line.substr(at + 1, equals - at - 1));
        std::string text;
        for (at = equals + 2; line[at] != '"'; ++at) {
            if (line[at] == '\\') ++at;
            text += line[at];
        }
        ++at;
        if (!text.empty()) labels[key] = text;
    }
    const double number = std::stod(std::string(line.substr(value + 1)));
    return {{std::move(name), std::move(labels)}, number};
}

Series expected(const std::string& name) {
    Series series;
    const std::string text = read_test_data(name);
    for (const std::string_view line : split(text, '\n'))
        if (!line.empty()) series.insert(parse_line(line));
    return series;
}

std::string describe(const std::pair<std::string, Labels>& key) {
    std::string text = key.first + "{";
    for (const auto& [name, value] : key.second)
        text += name + "=\"" + value + "\" ";
    return text + "}";
}

/// What does not come from these files, or is told by newer exporters alone.
bool is_beyond(const std::string& name) {
    static const std::set<std::string> names = {
        "node_uname_info",
        "node_time_seconds",
        "node_time_zone_offset_seconds",
        "node_time_clocksource_available_info",
        "node_time_clocksource_current_info",
        "node_tcp_connection_states",
        "node_softnet_received_rps_total",
        "node_softnet_flow_limit_count_total",
        "node_netstat_Tcp_MaxConn",
        "node_netstat_TcpExt_TCPOFOQueue",
        "node_netstat_TcpExt_TCPRcvQDrop",
        // The exporter takes it from netlink.
        "node_network_receive_nohandler_total",
    };
    return !name.starts_with("node_") || name.starts_with("node_timex_") || names.contains(name);
}

/// The exporter tells a negative speed where the kernel knows none, and zeros of processors that
/// are not there, between those that are, and of modes that the kernel does not count. Unknown is
/// not zero.
bool is_invented(const std::string& name, double value) {
    if (name == "node_network_speed_bytes") return value < 0;
    return value == 0 &&
           (name == "node_cpu_seconds_total" || name == "node_cpu_guest_seconds_total");
}

class BesideTheNodeExporter : public ::testing::TestWithParam<std::string> {};

TEST_P(BesideTheNodeExporter, SeriesAndValuesAreTheSame) {
    FileTree tree;
    tree.unpack(GetParam() + ".txt");
    const Series ours = read_tree(tree, true);
    const Series theirs = expected(GetParam() + "_expected.txt");
    ASSERT_GT(theirs.size(), 200U);
    for (const auto& [key, value] : theirs) {
        const auto found = ours.find(key);
        if (found == ours.end() && is_invented(key.first, value)) continue;
        if (found == ours.end())
            ADD_FAILURE() << describe(key) << " " << value << " is missing";
        else if (std::abs(found->second - value) > 1e-12 * std::abs(value))
            ADD_FAILURE() << describe(key) << " is " << found->second << ", not " << value;
    }
    for (const auto& [key, value] : ours)
        if (!is_beyond(key.first) && !theirs.contains(key))
            ADD_FAILURE() << describe(key) << " " << value << " is told by us alone";
}

INSTANTIATE_TEST_SUITE_P(Trees, BesideTheNodeExporter, ::testing::Values("small", "odd"),
                         [](const auto& test) { return test.param; });

TEST(HostSeries, AreAboutSixtyByDefault) {
    FileTree tree;
    tree.unpack("small.txt");
    std::size_t count = 0, sensors = 0;
    for (const auto& [key, value] : read_tree(tree, false)) {
        const std::string& name = key.first;
        const bool sensor = name.starts_with("node_hwmon_") || name.starts_with("node_thermal_");
        sensors += sensor ? 1 : 0;
        count += !sensor && name.starts_with("node_") ? 1 : 0;
    }
    count += 5;  // what a file system tells that answers
    std::cout << count << " series with the node exporter's names by default and " << sensors
              << " of sensors, " << read_tree(tree, true).size() << " with metrics: all\n";
    EXPECT_GE(count, 55U);
    EXPECT_LE(count, 65U);
}

}  // namespace
}  // namespace nodewatch::host
