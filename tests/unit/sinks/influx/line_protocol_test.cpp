#include "sinks/influx/line_protocol.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "base/json.hpp"
#include "support/recording_reader.hpp"

namespace nodewatch::influx {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::string line(const LineEncoder& encoder, std::vector<double> values, std::int64_t time) {
    std::string out;
    encoder.append(out, values, time);
    return out;
}

/// A point of the fixture as one of ours; nothing for texts, which our points never have, and for
/// whole numbers that a float does not hold.
struct Vector {
    std::vector<Tag> tags;
    std::vector<std::string> keys;
    std::vector<double> values;
    std::string line;
};

std::optional<Vector> read_vector(const json::Element& entry) {
    Vector vector;
    const json::Element point = entry["point"];
    vector.line = std::string(*json::text(entry, "line"));
    const auto tags = json::object(point, "tags").value();
    for (const auto& [key, value] : tags)
        vector.tags.emplace_back(key, std::string(value.get_string().value()));
    const auto fields = json::object(point, "fields").value();
    for (const auto& [key, value] : fields) {
        vector.keys.emplace_back(key);
        if (value.is_object()) {
            constexpr std::int64_t exact = std::int64_t{1} << 53U;
            const auto whole = json::integer(value, "int");
            if (!whole || *whole > exact) return std::nullopt;
            vector.values.push_back(static_cast<double>(*whole));
            // All our fields are floats: no "i" behind the number.
            const std::string mark = "=" + std::to_string(*whole) + "i";
            vector.line.erase(vector.line.find(mark) + mark.size() - 1, 1);
        } else {
            vector.values.push_back(value.is_number() ? value.get_double().value() : nan);
        }
    }
    return vector;
}

TEST(LineProtocolTest, WritesTheLinesOfTheFixture) {
    const auto path = testing::shared_fixtures_folder() / "bitcoin" / "influx" /
                      "constructed.line-protocol-vectors.json";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    simdjson::dom::parser parser;
    int checked = 0;
    for (const json::Element entry : parser.load(path.string()).get_array().value()) {
        const auto vector = read_vector(entry);
        if (!vector) continue;
        const json::Element point = entry["point"];
        const LineEncoder encoder(*json::text(point, "m"), vector->tags, vector->keys);
        EXPECT_EQ(line(encoder, vector->values, *json::integer(point, "ts_s")),
                  vector->line + "\n");
        ++checked;
    }
    EXPECT_EQ(checked, 7);  // of 9: one has a text, one the greatest 64 bit integer
}

TEST(LineProtocolTest, SortsTagsByName) {
    const std::vector<std::string> keys{"v"};
    const LineEncoder encoder("m", {{"node", "a"}, {"asn", "1"}, {"network", "x"}}, keys);
    EXPECT_EQ(line(encoder, {1}, 5), "m,asn=1,network=x,node=a v=1 5\n");
}

TEST(LineProtocolTest, HasNoLineForAPointWithoutValues) {
    const std::vector<std::string> keys{"a", "b"};
    const LineEncoder encoder("m", {}, keys);
    std::string out = "before";
    EXPECT_FALSE(encoder.append(out, std::vector{nan, infinity}, 1));
    EXPECT_EQ(out, "before");
    EXPECT_EQ(line(encoder, {nan, -2.5}, 1), "m b=-2.5 1\n");
}

TEST(LineProtocolTest, DoublesABackslashOnlyWhereItWouldEscape) {
    const std::vector<std::string> keys{"v"};
    const LineEncoder encoder("m,=\\", {{"a", "C:\\x"}, {"b", "x\\,y"}, {"c", "x\\\\y"}}, keys);
    EXPECT_EQ(line(encoder, {1}, 1), "m\\,=\\\\,a=C:\\x,b=x\\\\\\,y,c=x\\\\\\y v=1 1\n");
}

TEST(LineProtocolTest, WritesNumbersThatReadBackTheSame) {
    const std::vector<std::string> keys{"a", "b", "c", "d"};
    const LineEncoder encoder("m", {}, keys);
    EXPECT_EQ(line(encoder, {0.1, 1e300, -0.0, 99'999'999'999.0}, 1),
              "m a=0.1,b=1e+300,c=-0,d=99999999999 1\n");
}

}  // namespace
}  // namespace nodewatch::influx
