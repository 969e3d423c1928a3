#include "base/settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace nodewatch {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using Variables = std::map<std::string, std::string>;

Settings parse(std::string_view yaml, const Variables& variables = {}) {
    return Settings::parse(yaml, "nodewatch.yaml",
                           [variables](const std::string& name) -> std::optional<std::string> {
                               auto found = variables.find(name);
                               if (found == variables.end()) return std::nullopt;
                               return found->second;
                           });
}

std::vector<std::string> messages(const Settings& settings) {
    std::vector<std::string> out;
    for (const Error& error : settings.errors()) {
        EXPECT_EQ(error.kind, ErrorKind::configuration);
        out.push_back(error.message);
    }
    return out;
}

TEST(SettingsTest, ReadsEveryKindOfValue) {
    Settings root = parse(R"(
name: "watch 1"
retries: 7
ratio: 0.25
interval: 1m30s
enabled: no
format: json
nodes: [a, "b c"]
)");
    EXPECT_EQ(root.text("name", "x"), "watch 1");
    EXPECT_EQ(root.integer("retries", 1, 0, 10), 7);
    EXPECT_EQ(root.number("ratio", 1, 0, 1), 0.25);
    EXPECT_EQ(root.duration("interval", 1s, 1s, 1h), 90s);
    EXPECT_FALSE(root.boolean("enabled", true));
    EXPECT_EQ(root.choice("format", "text", {"text", "json"}), "json");
    EXPECT_THAT(root.texts("nodes"), ElementsAre("a", "b c"));
    root.finish();
    EXPECT_THAT(messages(root), IsEmpty());
}

TEST(SettingsTest, AListOfOneTextMayBeWrittenWithoutTheList) {
    Settings root = parse("listen: 127.0.0.1:8090\nnodes: 'a, b'\nnone:\nempty: []\n");
    EXPECT_THAT(root.texts("listen"), ElementsAre("127.0.0.1:8090"));
    EXPECT_THAT(root.texts("nodes"), ElementsAre("a, b")) << "commas are for the environment";
    EXPECT_THAT(root.texts("none"), IsEmpty());
    EXPECT_THAT(root.texts("empty"), IsEmpty());
    root.finish();
    EXPECT_THAT(messages(root), IsEmpty());
}

TEST(SettingsTest, AbsentAndEmptyValuesAreTheDefaults) {
    Settings root = parse("name:\nretries: null\ninterval: ~\n");
    EXPECT_EQ(root.text("name", "x"), "x");
    EXPECT_EQ(root.integer("retries", 1, 0, 10), 1);
    EXPECT_EQ(root.duration("interval", 1s, 1s, 1h), 1s);
    EXPECT_EQ(root.boolean("enabled", true), true);
    EXPECT_EQ(root.optional_text("name"), std::nullopt);
    EXPECT_FALSE(root.has("name"));
    EXPECT_EQ(root.text("quoted", "y"), "y");
    root.finish();
    EXPECT_THAT(messages(root), IsEmpty());
}

TEST(SettingsTest, AnEmptyFileIsAllDefaults) {
    for (const char* text : {"", "\n", "# only a comment\n", "---\n"}) {
        Settings root = parse(text);
        EXPECT_EQ(root.section("log").text("level", "info"), "info");
        root.finish();
        EXPECT_THAT(messages(root), IsEmpty()) << text;
    }
}

TEST(SettingsTest, SaysWhatWasExpectedAndWhatWasFoundWithItsPlace) {
    Settings root = parse(R"(interval: fast
retries: 70000
ratio: 1.5
format: jsn
enabled: maybe
port: 5005.5
name: [a]
nodes: {val-1: 1}
jobs: node
log: verbose
targets: {a: 1}
)");
    EXPECT_EQ(root.duration("interval", 3s, 1s, 1h), 3s);
    EXPECT_EQ(root.integer("retries", 1, 0, 10), 1);
    EXPECT_EQ(root.number("ratio", 0.5, 0, 1), 0.5);
    EXPECT_EQ(root.choice("format", "text", {"text", "json"}), "text");
    EXPECT_EQ(root.boolean("enabled", true), true);
    EXPECT_EQ(root.integer("port", 6006, 1, 65535), 6006);
    EXPECT_EQ(root.text("name", "x"), "x");
    EXPECT_THAT(root.texts("nodes"), IsEmpty());
    EXPECT_THAT(root.listed_texts("jobs"), IsEmpty());
    root.section("log");
    EXPECT_TRUE(root.list("targets").empty());
    EXPECT_THAT(
        messages(root),
        ElementsAre("nodewatch.yaml:1:1: interval: expected a duration such as 5s or 1m30s, from "
                    "1s to 1h, found 'fast'",
                    "nodewatch.yaml:2:1: retries: expected a whole number from 0 to 10, found "
                    "'70000'",
                    "nodewatch.yaml:3:1: ratio: expected a number from 0 to 1, found '1.5'",
                    "nodewatch.yaml:4:1: format: expected one of text, json, found 'jsn'",
                    "nodewatch.yaml:5:1: enabled: expected true or false, found 'maybe'",
                    "nodewatch.yaml:6:1: port: expected a whole number from 1 to 65535, found "
                    "'5005.5'",
                    "nodewatch.yaml:7:1: name: expected text, found a list",
                    "nodewatch.yaml:8:1: nodes: expected a list of texts, found a mapping",
                    "nodewatch.yaml:9:1: jobs: expected a list of texts, found text",
                    "nodewatch.yaml:10:1: log: expected a mapping, found text",
                    "nodewatch.yaml:11:1: targets: expected a list, found a mapping"));
}

TEST(SettingsTest, ReadsListsOfMappings) {
    Settings root = parse(R"(targets:
  - name: val-1
    interval: 5s
  - name: val-2
    interval: fast
  - just text
)");
    auto targets = root.list("targets");
    ASSERT_EQ(targets.size(), 2U);
    EXPECT_EQ(targets[0].path(), "targets[0]");
    EXPECT_EQ(targets[0].location(), "nodewatch.yaml:2:5");
    EXPECT_EQ(targets[1].location("interval"), "nodewatch.yaml:5:5");
    for (auto& target : targets) {
        target.text("name", "");
        target.duration("interval", 1s, 1s, 1h);
    }
    root.finish();
    EXPECT_THAT(messages(root),
                ElementsAre("nodewatch.yaml:6:5: targets[2]: expected a mapping, found text",
                            "nodewatch.yaml:5:5: targets[1].interval: expected a duration such as "
                            "5s or 1m30s, from 1s to 1h, found 'fast'"));
}

TEST(SettingsTest, RefusesUnknownKeysAndSuggestsTheNearest) {
    Settings root = parse(R"(log:
  levle: debug
targets:
  - intervall: 5s
    colour: red
)");
    Settings log = root.section("log");
    log.text("level", "info");
    log.text("format", "text");
    for (auto& target : root.list("targets")) {
        target.text("name", "");
        target.text("interval", "");
    }
    root.finish();
    root.finish();  // tells nothing twice
    EXPECT_THAT(messages(root),
                ElementsAre("nodewatch.yaml:2:3: log.levle: unknown key, did you mean 'level'?",
                            "nodewatch.yaml:4:5: targets[0].intervall: unknown key, did you mean "
                            "'interval'?",
                            "nodewatch.yaml:5:5: targets[0].colour: unknown key; known here: "
                            "interval, name"));
}

TEST(SettingsTest, TellsTheKeysThatTheFileHas) {
    Settings root = parse("labels: {zone: b, env: a}\n");
    EXPECT_THAT(root.section("labels").keys(), ElementsAre("zone", "env"));
    EXPECT_THAT(root.section("absent").keys(), IsEmpty());
}

TEST(SettingsTest, ASectionReadInTwoPlacesIsOne) {
    Settings root = parse("log: {level: debug, format: json}\n");
    EXPECT_EQ(root.section("log").text("level", ""), "debug");
    EXPECT_EQ(root.section("log").text("format", ""), "json");
    root.finish();
    EXPECT_THAT(messages(root), IsEmpty());
}

TEST(SettingsTest, RefusesDuplicateKeysWithBothPlaces) {
    Settings root = parse("log:\n  level: debug\n  format: json\n  level: info\n");
    EXPECT_THAT(messages(root), ElementsAre("nodewatch.yaml:4:3: duplicate key 'level', first at "
                                            "nodewatch.yaml:2:3"));
}

TEST(SettingsTest, TheEnvironmentWinsOverTheFile) {
    Settings root = parse(
        "log:\n  level: info\nretries: 1\nname: file\n",
        {{"NODEWATCH_LOG_LEVEL", "debug"}, {"NODEWATCH_RETRIES", "9"}, {"NODEWATCH_NAME", ""}});
    EXPECT_EQ(root.section("log").text("level", "warn"), "debug");
    EXPECT_EQ(root.integer("retries", 0, 0, 10), 9);
    EXPECT_EQ(root.text("name", ""), "file") << "an empty variable counts as not set";
}

TEST(SettingsTest, ASectionMayBeInTheEnvironmentOnly) {
    Settings root = parse("", {{"NODEWATCH_API_LISTEN_PORT", "9100"}});
    Settings listen = root.section("api").section("listen");
    EXPECT_TRUE(listen.has("port"));
    EXPECT_EQ(listen.integer("port", 1, 1, 65535), 9100);
}

TEST(SettingsTest, AWrongVariableIsNamed) {
    Settings root = parse("retries: 1", {{"NODEWATCH_RETRIES", "many"}});
    EXPECT_EQ(root.integer("retries", 0, 0, 10), 0);
    EXPECT_THAT(messages(root), ElementsAre("NODEWATCH_RETRIES: retries: expected a whole number "
                                            "from 0 to 10, found 'many'"));
}

TEST(SettingsTest, ListsHaveNoEnvironmentForm) {
    Settings root = parse("targets: [{name: val-1}]", {{"NODEWATCH_TARGETS_0__NAME", "other"}});
    EXPECT_EQ(root.list("targets").at(0).text("name", ""), "val-1");
}

TEST(SettingsTest, CallersReportTheirOwnErrorsAtTheKey) {
    Settings root = parse("api:\n  listen: nowhere\n", {{"NODEWATCH_API_NAME", "x"}});
    Settings api = root.section("api");
    api.fail("listen", "not an address");
    api.fail("name", "not a name");
    api.fail("token", "is required");
    EXPECT_THAT(messages(root), ElementsAre("nodewatch.yaml:2:3: api.listen: not an address",
                                            "NODEWATCH_API_NAME: api.name: not a name",
                                            "nodewatch.yaml:1:1: api.token: is required"));
}

class SecretTest : public testing::Test {
protected:
    SecretTest() { std::filesystem::create_directories(folder_); }
    ~SecretTest() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& name, const std::string& content) {
        std::string path = folder_ + "/" + name;
        std::ofstream(path, std::ios::binary) << content;
        return path;
    }

    const std::string folder_ = testing::TempDir() + "nodewatch_secret_" +
                                testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(SecretTest, ComesFromTheValueTheEnvironmentOrAFile) {
    std::string file = write("token", "from file\n");
    EXPECT_EQ(parse("token: inline").secret("token"), "inline");
    EXPECT_EQ(parse("token: inline", {{"NODEWATCH_TOKEN", "env"}}).secret("token"), "env");
    EXPECT_EQ(parse("token_file: " + file).secret("token"), "from file");
    EXPECT_EQ(parse("token: inline", {{"NODEWATCH_TOKEN_FILE", file}}).secret("token"),
              "from file");
    EXPECT_EQ(parse("other: 1").secret("token"), std::nullopt);
}

TEST_F(SecretTest, BothFormsAtOnceAreAnError) {
    Settings root = parse("token: hunter2\ntoken_file: /nowhere\n");
    root.secret("token");
    EXPECT_THAT(messages(root), ElementsAre("nodewatch.yaml:2:1: token_file: 'token' is given too; "
                                            "one of the two must go"));
}

TEST_F(SecretTest, AFileThatIsMissingEmptyOrTooLargeIsAnError) {
    Settings missing = parse("token_file: /nowhere/token\n");
    EXPECT_EQ(missing.secret("token"), std::nullopt);
    EXPECT_THAT(messages(missing), ElementsAre("nodewatch.yaml:1:1: token_file: cannot open the "
                                               "file '/nowhere/token'"));
    Settings empty = parse("token_file: " + write("empty", "\n"));
    EXPECT_EQ(empty.secret("token"), std::nullopt);
    EXPECT_THAT(messages(empty), ElementsAre(HasSubstr("is empty")));
    Settings large = parse("token_file: " + write("large", std::string(70'000, 'x')));
    EXPECT_EQ(large.secret("token"), std::nullopt);
    EXPECT_THAT(messages(large), ElementsAre(HasSubstr("larger than")));
}

TEST_F(SecretTest, NeverStandsInAMessage) {
    // Each is what an operator may write by mistake with a secret in it.
    for (const char* text :
         {"token: [hunter2]", "token: {hunter2: x}", "token: *hunter2", "token: &hunter2",
          "token: !hunter2", "token: a: hunter2", "token: \"hunter2", "token: \"\\hunter2\"",
          "token: @hunter2", "token: `hunter2`", "token: %hunter2",
          "token: hunter2\ntoken: hunter2", "token: hunter2\n\tname: x", "token hunter2",
          "%TAG hunter2\ntoken: x"}) {
        Settings root = parse(text);
        root.secret("token");
        root.finish();
        for (const std::string& message : messages(root)) {
            EXPECT_THAT(message, Not(HasSubstr("hunter2"))) << text;
        }
    }
}

TEST(SettingsYamlTest, TellsTheAuthorToQuoteWhatLooksLikeYaml) {
    EXPECT_THAT(messages(parse("a: 1\ntoken: *abc")),
                ElementsAre("nodewatch.yaml:2:8: an alias without an anchor; a value that begins "
                            "with '*' needs quotes"));
    EXPECT_THAT(messages(parse("token: &abc")), ElementsAre(HasSubstr("begins with '&'")));
    EXPECT_THAT(messages(parse("token: !abc")), ElementsAre(HasSubstr("begins with '!'")));
}

TEST(SettingsYamlTest, NamesThePlaceOfASyntaxError) {
    EXPECT_THAT(messages(parse("a: 1\nb: [1, 2\nc: 3\n")),
                ElementsAre(HasSubstr("nodewatch.yaml:3:")));
    EXPECT_THAT(messages(parse("a: b: c\n")), ElementsAre("nodewatch.yaml:1:5: not valid YAML: "
                                                          "illegal map value"));
    EXPECT_THAT(messages(parse("- a\n- b\n")),
                ElementsAre("nodewatch.yaml:1:1: expected a mapping, found a list"));
    EXPECT_THAT(messages(parse("a: 1\n---\nb: 2\n")), ElementsAre(HasSubstr("second document")));
    EXPECT_THAT(messages(parse("? [a]\n: b\n")), ElementsAre(HasSubstr("a key must be text")));
}

TEST(SettingsYamlTest, RefusesAnAliasBomb) {
    std::string bomb = "a0: &a0 [x, x]\n";
    for (int i = 1; i < 40; ++i) {
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" +
                std::to_string(i - 1) + ", *a" + std::to_string(i - 1) + "]\n";
    }
    EXPECT_THAT(messages(parse(bomb)), ElementsAre(HasSubstr("more than 50000 values")));
    const std::string text = "a: &a " + std::string(100'000, 'x') + "\nb: [";
    EXPECT_THAT(messages(parse(text + "*a]")), Not(Contains(HasSubstr("repeat"))));
    std::string many = text;
    for (int i = 0; i < 20; ++i)
        many += "*a, ";
    EXPECT_THAT(messages(parse(many + "]")), ElementsAre(HasSubstr("repeat more than 1048576")));
    const std::string deep = "a: &a " + std::string(20, '[') + std::string(20, ']') + "\n";
    EXPECT_THAT(messages(parse(deep + "b: " + std::string(20, '[') + "*a" + std::string(20, ']'))),
                ElementsAre(HasSubstr("more than 32 levels")));
    EXPECT_THAT(messages(parse("a: &a [*a]")), ElementsAre(HasSubstr("within what it stands for")));
}

TEST(SettingsYamlTest, AliasesStandForWhatTheirAnchorsMark) {
    Settings root = parse(
        "name: &name one\n"
        "first: &first {name: *name, port: 1}\n"
        "second: *first\n"
        "list: &list [a, *name]\n"
        "again: *list\n");
    EXPECT_EQ(root.text("name", ""), "one");
    EXPECT_THAT(root.texts("list"), ElementsAre("a", "one"));
    EXPECT_THAT(root.texts("again"), ElementsAre("a", "one"));
    for (const char* key : {"first", "second"}) {
        Settings section = root.section(key);
        EXPECT_EQ(section.text("name", ""), "one") << key;
        EXPECT_EQ(section.integer("port", 0, 0, 9), 1) << key;
    }
    root.finish();
    EXPECT_THAT(messages(root), IsEmpty());
}

TEST(SettingsYamlTest, MergedMembersGiveWayToThoseWritten) {
    Settings root = parse(
        "a: &a {x: 1, y: 1}\n"
        "b: &b {y: 2, z: 2}\n"
        "one: {x: 3, <<: *a}\n"
        "both: {<<: [*a, *b]}\n");
    const auto values = [&](const char* key) {
        Settings section = root.section(key);
        return section.text("x", "-") + section.text("y", "-") + section.text("z", "-");
    };
    EXPECT_EQ(values("a") + values("b"), "11--22");
    EXPECT_EQ(values("one"), "31-");
    EXPECT_EQ(values("both"), "112");
    root.finish();
    EXPECT_THAT(messages(root), IsEmpty());
    EXPECT_THAT(messages(parse("a: {<<: text}")), ElementsAre(HasSubstr("after <<")));
    EXPECT_THAT(messages(parse("a: {<<: [text]}")), ElementsAre(HasSubstr("after <<")));
}

TEST(SettingsYamlTest, BoundsWhatItReads) {
    EXPECT_THAT(messages(parse("a: " + std::string(1'100'000, 'x'))),
                ElementsAre(HasSubstr("at most 1048576 are read")));
    EXPECT_THAT(messages(parse("a: " + std::string(33, '[') + std::string(33, ']'))),
                ElementsAre(HasSubstr("more than 32 levels")));
    EXPECT_THAT(messages(parse(std::string(1'000'000, '['))), testing::SizeIs(1));
    EXPECT_THAT(messages(parse(std::string(1'000'000, '{'))), testing::SizeIs(1));
    std::string list = "a: [";
    for (int i = 0; i < 60'000; ++i)
        list += "1,";
    EXPECT_THAT(messages(parse(list + "]")), ElementsAre(HasSubstr("more than 50000 values")));
}

TEST(SettingsYamlTest, StopsListingErrorsAtSomePoint) {
    std::string text;
    for (int i = 0; i < 5000; ++i)
        text += "key" + std::to_string(i) + ": 1\n";
    Settings root = parse(text);
    root.finish();
    auto list = messages(root);
    ASSERT_EQ(list.size(), 101U);
    EXPECT_EQ(list[99], "nodewatch.yaml:100:1: key99: unknown key");
    EXPECT_EQ(list[100], "nodewatch.yaml: further errors are not listed");
}

TEST(SettingsYamlTest, EscapesWhatItQuotes) {
    Settings root = parse("level: \"a\\e[31mb\\nc\"\n");
    root.choice("level", "info", {"info"});
    EXPECT_THAT(messages(root), ElementsAre(HasSubstr("found 'a\\x1b[31mb\\nc'")));
}

}  // namespace
}  // namespace nodewatch
