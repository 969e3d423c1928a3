#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nodewatch {

/// How a field behaves over time.
enum class FieldKind : std::uint8_t {
    gauge,    ///< goes up and down
    counter,  ///< a total that only grows; a fall means that its owner restarted
    age,  ///< published as the unix time (seconds) of an event, read as the seconds since then: an
          ///< age grows while nothing happens
    countdown,  ///< the same, read as the seconds until the event; negative when it has passed
};

/// A label fixed by the declaration, such as state="full".
using LabelPairs = std::vector<std::pair<std::string, std::string>>;

/// One value of a measurement, and everything that any output needs to know of it.
struct FieldSpec {
    std::string key;  ///< field key in InfluxDB lines and in the store, unique in the measurement
    std::string metric;  ///< Prometheus name; fields that share it differ in `labels`
    FieldKind kind = FieldKind::gauge;
    std::string unit;  ///< "seconds", "bytes", "ratio", "1" ...
    std::string help;
    LabelPairs labels;
    /// The histogram that the counter is a part of (its `_bucket`, `_sum` or `_count`); empty for
    /// all others.
    std::string histogram = {};
};

/// Handle of a declared field: its position in the measurement.
struct Field {
    std::uint16_t index = 0;
};

/// Handle of a declared histogram: its buckets with their upper bounds, which are cumulative, then
/// those of +Inf, the sum and the count.
struct HistogramFields {
    Field first;
    std::vector<double> bounds;

    Field bucket(std::size_t i) const { return at(i); }
    Field infinite() const { return at(bounds.size()); }
    Field sum() const { return at(bounds.size() + 1); }
    Field count() const { return at(bounds.size() + 2); }

private:
    Field at(std::size_t i) const { return Field{static_cast<std::uint16_t>(first.index + i)}; }
};

/// A schema, declared once in code. Derive and declare the fields as members:
///     struct PeersMeasurement : Measurement {
///         PeersMeasurement() : Measurement("xrpl_peers", "Peers of the node") {}
///         Field inbound = gauge("inbound", "xrpl_peers_inbound", "1", "Peers that connected to the
///         node");
///     };
/// One instance lives for the whole program; points refer to it by address.
class Measurement {
public:
    /// `tags` are the label names beyond `network` and `node`, which every target has.
    Measurement(std::string name, std::string help, std::vector<std::string> tags = {})
        : name_(std::move(name)), help_(std::move(help)), tags_(std::move(tags)) {}
    Measurement(const Measurement&) = delete;
    Measurement& operator=(const Measurement&) = delete;

    const std::string& name() const { return name_; }
    const std::string& help() const { return help_; }
    const std::vector<std::string>& tags() const { return tags_; }
    const std::vector<FieldSpec>& fields() const { return fields_; }

protected:
    ~Measurement() = default;
    Field gauge(std::string key, std::string metric, std::string unit, std::string help,
                LabelPairs labels = {}) {
        return add({std::move(key), std::move(metric), FieldKind::gauge, std::move(unit),
                    std::move(help), std::move(labels)});
    }
    Field counter(std::string key, std::string metric, std::string unit, std::string help,
                  LabelPairs labels = {}) {
        return add({std::move(key), std::move(metric), FieldKind::counter, std::move(unit),
                    std::move(help), std::move(labels)});
    }
    /// `bounds` ascend and are not negative. The fields have the keys `<key>_le_<bound>` with '_'
    /// for the point, `<key>_le_inf`, `<key>_sum` and `<key>_count`.
    HistogramFields histogram(const std::string& key, const std::string& metric,
                              const std::string& unit, const std::string& help,
                              std::vector<double> bounds);
    Field age(std::string key, std::string metric, std::string help, LabelPairs labels = {}) {
        return add({std::move(key), std::move(metric), FieldKind::age, "seconds", std::move(help),
                    std::move(labels)});
    }

    Field countdown(std::string key, std::string metric, std::string help, LabelPairs labels = {}) {
        return add({std::move(key), std::move(metric), FieldKind::countdown, "seconds",
                    std::move(help), std::move(labels)});
    }

private:
    Field add(FieldSpec spec) {
        fields_.push_back(std::move(spec));
        return Field{static_cast<std::uint16_t>(fields_.size() - 1)};
    }

    std::string name_;
    std::string help_;
    std::vector<std::string> tags_;
    std::vector<FieldSpec> fields_;
};

}  // namespace nodewatch
