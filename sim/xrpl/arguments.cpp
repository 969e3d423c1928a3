#include "sim/xrpl/arguments.hpp"

#include <fmt/core.h>

#include <functional>
#include <map>

#include "base/strings.hpp"

namespace nodewatch::sim::xrpl {

const char* const usage = R"(Usage: nodewatch-sim-xrpl [options]

Stands in for XRPL nodes on free loopback ports. Prints one line of JSON for each node and runs
until it is stopped.

  --validators N     validators of the network (default 5)
  --nodes N          validators with ports (default 1)
  --stock N          nodes with ports that are no validators (default 0)
  --public           ports without admin rights
  --faults SCRIPT    of the first node: refuse@30s+20s,restart@1m+5s,cut@2m
  --repeat TIME      the script begins again after this time
  --replay FILE      says what a recorded node said, instead of a network
  --source NODE      the node in the recording (default n1)
  --speed X          of the replay (default 1)
  --flood N          a port that sends N validations as fast as the socket takes them
  --recording FILE   where their texts come from (default recordings/xrpl/run-a-streams.jsonl.gz)
  --pace N           rounds of the network are N times as short, and each ledger is printed with
                     the time at which the nodes began to tell it
)";

namespace {

using Setter = std::function<bool(Arguments&, const std::string&)>;

Setter count(std::size_t Arguments::* member) {
    return [member](Arguments& arguments, const std::string& value) {
        const auto number = parse_uint(value);
        if (!number || *number > 10'000) return false;
        arguments.*member = *number;
        return true;
    };
}

Setter text(std::string Arguments::* member) {
    return [member](Arguments& arguments, const std::string& value) {
        arguments.*member = value;
        return true;
    };
}

Setter time(Duration Arguments::* member) {
    return [member](Arguments& arguments, const std::string& value) {
        const auto duration = parse_duration(value);
        if (!duration) return false;
        arguments.*member = *duration;
        return true;
    };
}

const std::map<std::string, Setter>& options_with_value() {
    static const std::map<std::string, Setter> options = {
        {"--validators", count(&Arguments::validators)},
        {"--nodes", count(&Arguments::nodes)},
        {"--stock", count(&Arguments::stock)},
        {"--repeat", time(&Arguments::repeat)},
        {"--replay", text(&Arguments::replay)},
        {"--source", text(&Arguments::source)},
        {"--recording", text(&Arguments::recording)},
        {"--speed",
         [](Arguments& arguments, const std::string& value) {
             arguments.speed = parse_double(value).value_or(0.0);
             return arguments.speed > 0.0;
         }},
        {"--pace",
         [](Arguments& arguments, const std::string& value) {
             arguments.pace = static_cast<int>(parse_uint(value).value_or(0));
             return arguments.pace >= 1 && arguments.pace <= 100;
         }},
        {"--flood",
         [](Arguments& arguments, const std::string& value) {
             arguments.flood = parse_uint(value).value_or(0);
             return arguments.flood > 0;
         }},
    };
    return options;
}

}  // namespace

Result<Arguments> parse_arguments(const std::vector<std::string>& words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word == "--help") {
            arguments.help = true;
            continue;
        }
        if (word == "--public") {
            arguments.public_port = true;
            continue;
        }
        if (i + 1 >= words.size())
            return failure(ErrorKind::configuration,
                           fmt::format("{}: unknown, or lacks a value", word));
        const std::string& value = words[++i];
        if (word == "--faults") {
            auto steps = parse_script(value);
            if (!steps) return failure(steps.error());
            arguments.faults = std::move(*steps);
            continue;
        }
        const auto option = options_with_value().find(word);
        if (option == options_with_value().end())
            return failure(ErrorKind::configuration, fmt::format("{}: unknown option", word));
        if (!option->second(arguments, value))
            return failure(ErrorKind::configuration,
                           fmt::format("{}: '{}' is not a value for it", word, value));
    }
    if (arguments.nodes > arguments.validators)
        return failure(ErrorKind::configuration, "--nodes: more than there are validators");
    return arguments;
}

}  // namespace nodewatch::sim::xrpl
