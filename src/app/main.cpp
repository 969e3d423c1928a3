#include <fmt/core.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "app/allocator.hpp"
#include "app/check.hpp"
#include "app/configuration.hpp"
#include "app/daemon.hpp"
#include "app/data_dir.hpp"
#include "app/discovery.hpp"
#include "app/measurements.hpp"
#include "app/query_command.hpp"
#include "app/store_commands.hpp"
#include "app/store_export.hpp"
#include "app/store_import.hpp"
#include "app/version.hpp"
#include "base/log.hpp"
#include "telemetry/documentation.hpp"

namespace nodewatch::app {

namespace {

constexpr const char* default_configuration_file = "/etc/nodewatch/nodewatch.yaml";

struct Arguments {
    std::string configuration_file;
    std::vector<std::string> listen;
    bool or_demo = false;
    std::string store_file;  ///< empty: that of the configuration
    std::string target_file;
    std::string import_source;
    std::string text_format;  ///< of an export or an import; empty: not given
};

/// The file named on the command line, else by NODEWATCH_CONFIG, else the usual one if it exists.
std::string configuration_file(const Arguments& arguments) {
    if (!arguments.configuration_file.empty()) return arguments.configuration_file;
    if (const auto named = process_environment()(std::string(configuration_variable)))
        return *named;
    return ::access(default_configuration_file, F_OK) == 0 ? default_configuration_file : "";
}

/// Text for people, at a terminal or through journalctl; JSON lines for other programs.
log::Format fitting_log_format() {
    const bool for_people =
        ::isatty(STDERR_FILENO) == 1 || process_environment()("JOURNAL_STREAM").has_value();
    return for_people ? log::Format::text : log::Format::json;
}

/// Nothing when there are errors, which were printed.
std::optional<Configuration> read_configuration(const Arguments& arguments, std::FILE* errors) {
    auto configuration =
        load_configuration(configuration_file(arguments), process_environment(), networks());
    std::vector<Error> found;
    if (!configuration) found = configuration.error();
    std::vector<net::Endpoint> listen;
    for (const auto& text : arguments.listen) {
        auto endpoint = net::parse_endpoint(text);
        if (endpoint)
            listen.push_back(std::move(*endpoint));
        else
            found.push_back(endpoint.error().within("--listen"));
    }
    for (const auto& error : found)
        fmt::print(errors, "{}\n", error.message);
    if (!found.empty()) return std::nullopt;
    if (!listen.empty()) configuration->listen = std::move(listen);
    log::configure(
        {configuration->log_level, configuration->log_format.value_or(fitting_log_format())});
    return std::move(*configuration);
}

int run(const Arguments& arguments) {
    auto configuration = read_configuration(arguments, stderr);
    if (!configuration) return exit_configuration;
    if (!configuration->targets.empty()) return run_daemon(*configuration, Mode::configured);
    log::info("app", "no targets configured: looking for nodes on this host");
    configuration->targets = discover_nodes_now(networks());
    if (std::ranges::none_of(configuration->targets, &TargetPlan::is_node)) {
        if (arguments.or_demo) {
            configuration->targets.clear();
            return run_daemon(*configuration, Mode::demo);
        }
        log::warn("app",
                  "found no node on this host and goes on looking; list targets in a configuration "
                  "file (--config FILE), or see `nodewatch demo`");
    }
    return run_daemon(*configuration, Mode::discovering);
}

int check(const Arguments& arguments) {
    auto configuration = read_configuration(arguments, stdout);
    if (!configuration) return exit_configuration;
    const auto file = configuration_file(arguments);
    fmt::print("{}\n", file.empty() ? "no configuration file" : "configuration file " + file);
    if (configuration->targets.empty()) {
        configuration->targets = discover_nodes_now(networks());
        fmt::print("no targets configured: found {} on this host, and the host itself\n",
                   std::ranges::count_if(configuration->targets, &TargetPlan::is_node));
    }
    const bool good = check_configuration(*configuration,
                                          [](std::string_view line) { fmt::print("{}\n", line); });
    return good ? exit_success : exit_failure;
}

int print_version() {
    fmt::print("nodewatch {}\ncommit {}\ncompiler {}\n", version().number, version().commit,
               version().compiler);
    return exit_success;
}

int print_metrics() {
    fmt::print("{}", write_metrics_documentation(all_measurements()));
    return exit_success;
}

int demo(const Arguments& arguments) {
    auto configuration = read_configuration(arguments, stderr);
    if (!configuration) return exit_configuration;
    configuration->targets.clear();
    return run_daemon(*configuration, Mode::demo);
}

/// The file that `run` would use.
Result<std::string> store_file(const Arguments& arguments) {
    if (!arguments.store_file.empty()) return arguments.store_file;
    const auto configuration =
        load_configuration(configuration_file(arguments), process_environment(), networks());
    if (!configuration) return failure(configuration.error().front());
    auto folder =
        choose_data_dir(configuration->data_dir, process_environment(), is_writable_folder);
    if (!folder) return folder;
    return *folder + "/" + std::string(store_file_name);
}

int exit_code(const Result<>& result) {
    if (result) return exit_success;
    fmt::print(stderr, "{}\n", result.error().message);
    return result.error().kind == ErrorKind::configuration ? exit_configuration : exit_failure;
}

std::optional<store::TextFormat> text_format(const Arguments& arguments) {
    if (arguments.text_format.empty()) return std::nullopt;
    return arguments.text_format == "openmetrics" ? store::TextFormat::open_metrics
                                                  : store::TextFormat::prometheus;
}

int run_import(const Arguments& arguments, const std::string& file) {
    const auto configuration =
        load_configuration(configuration_file(arguments), process_environment(), networks());
    if (!configuration) return exit_code(failure(configuration.error().front()));
    store::StoreOptions options = configuration->store;
    options.path = file;
    const auto whole = import_store({arguments.import_source, text_format(arguments)},
                                    std::move(options), SystemClock(), stdout);
    if (!whole) return exit_code(failure(whole.error()));
    return *whole ? exit_success : exit_failure;
}

int store_command(const std::string& command, const Arguments& arguments) {
    log::configure({log::Level::warn, fitting_log_format()});
    const auto file = store_file(arguments);
    if (!file) return exit_code(failure(file.error()));
    if (command == "info") return exit_code(print_store_info(*file, stdout));
    if (command == "compact") return exit_code(compact_store(*file, stdout));
    if (command == "backup") return exit_code(back_up_store(*file, arguments.target_file, stdout));
    if (command == "export") {
        return exit_code(export_store(
            *file, text_format(arguments).value_or(store::TextFormat::prometheus), stdout));
    }
    if (command == "import") return run_import(arguments, *file);
    const auto sound = verify_store(*file, stdout);
    if (!sound) return exit_code(failure(sound.error()));
    return *sound ? exit_success : exit_failure;
}

void add_query_options(CLI::App& command, QueryArguments& query) {
    command.add_option("expr", query.expr, "Expression of PromQL")->required();
    command.add_option("--time", query.time, "Unix seconds or RFC 3339 (default: now)");
    command.add_option("--range", query.range, "So far back from --time, such as 6h");
    command.add_option("--step", query.step, "Between two values of a range, such as 1m");
    command
        .add_option("--format", query.format,
                    "table, json or csv (default: a chart for a range in a terminal, else a table, "
                    "or csv for a range)")
        ->check(CLI::IsMember({"table", "json", "csv"}));
    command.add_option("--url", query.url, "Of the server (default: " + query.url + ")");
}

void add_store_commands(CLI::App& store, Arguments& arguments) {
    store.require_subcommand(1);
    store.add_subcommand("info", "Size, series and bytes a sample by measurement");
    store.add_subcommand("verify", "Read everything and tell what is damaged");
    store.add_subcommand("compact", "Bring the file to its smallest; nodewatch must not run");
    auto* backup = store.add_subcommand("backup", "Copy the file, also while nodewatch runs");
    backup->add_option("target", arguments.target_file, "File to make")->required();
    auto* exported = store.add_subcommand("export", "Print all samples with their times");
    auto* imported = store.add_subcommand(
        "import", "Add samples of any age from a text with times; nodewatch must not run");
    imported
        ->add_option("source", arguments.import_source,
                     "File, also packed with gzip, or - for standard input")
        ->required();
    exported->add_option("--format", arguments.text_format, "prometheus (default) or openmetrics")
        ->check(CLI::IsMember({"prometheus", "openmetrics"}));
    imported
        ->add_option("--format", arguments.text_format,
                     "prometheus or openmetrics (default: as the end of the file shows)")
        ->check(CLI::IsMember({"prometheus", "openmetrics"}));
    for (CLI::App* command : store.get_subcommands(nullptr)) {
        command->add_option("-f,--file", arguments.store_file,
                            "File of the history (default: nodewatch.db in the data folder)");
        command->add_option("-c,--config", arguments.configuration_file, "Configuration file");
    }
}

/// An expression may begin with a minus, as an option does: then it goes to the end, behind `--`.
/// One that begins with two is left, for it is more likely an option with a slip.
std::vector<std::string> with_expression_last(std::vector<std::string> arguments) {
    if (arguments.empty() || arguments.front() != "query") return arguments;
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string argument = arguments[i];
        if (argument == "--") break;
        if (argument.starts_with("--")) {
            const bool has_value = argument != "--help" && !argument.contains('=');
            if (has_value) ++i;
            continue;
        }
        if (!argument.starts_with('-') || argument == "-h") continue;
        arguments.erase(arguments.begin() + static_cast<std::ptrdiff_t>(i));
        arguments.insert(arguments.end(), {"--", argument});
        break;
    }
    return arguments;
}

int run_command(int argc, char** argv) {
    CLI::App program("Watches the nodes of decentralised networks.", "nodewatch");
    program.require_subcommand(1);
    program.set_version_flag("--version", std::string(version().number));
    Arguments arguments;
    const auto add_configuration = [&](CLI::App* command) {
        command->add_option("-c,--config", arguments.configuration_file,
                            "Configuration file (default: $NODEWATCH_CONFIG, else "
                            "/etc/nodewatch/nodewatch.yaml if it exists)");
    };
    const auto add_listen = [&](CLI::App* command) {
        command
            ->add_option("-l,--listen", arguments.listen,
                         "Address to serve on, such as 127.0.0.1:8090 or :8090; more than once "
                         "for more; in place of those in the configuration")
            ->allow_extra_args(false);
    };
    auto* run_it = program.add_subcommand("run", "Watch the configured nodes, or those found here");
    add_configuration(run_it);
    add_listen(run_it);
    run_it->add_flag("--or-demo", arguments.or_demo, "Show the demo when no node is found");
    auto* check_it = program.add_subcommand("check", "Check the configuration and try each target");
    add_configuration(check_it);
    auto* version_it = program.add_subcommand("version", "Print the version");
    auto* demo_it = program.add_subcommand("demo", "Watch stand-ins instead of real nodes");
    add_listen(demo_it);
    auto* store = program.add_subcommand("store", "Look after the file of the history");
    add_store_commands(*store, arguments);
    QueryArguments query;
    auto* query_it = program.add_subcommand("query", "Ask a running nodewatch in PromQL");
    add_query_options(*query_it, query);
    auto* docs = program.add_subcommand("docs", "Print generated documentation");
    docs->require_subcommand(1);
    docs->add_subcommand("metrics", "All metrics, as Markdown");

    try {
        auto words = with_expression_last({argv + 1, argv + argc});
        std::ranges::reverse(words);  // the library takes them from the end
        program.parse(std::move(words));
    } catch (const CLI::ParseError& error) {
        return program.exit(error) == 0 ? exit_success : exit_configuration;
    }
    if (run_it->parsed()) return run(arguments);
    if (check_it->parsed()) return check(arguments);
    if (version_it->parsed()) return print_version();
    if (demo_it->parsed()) return demo(arguments);
    if (store->parsed())
        return store_command(store->get_subcommands().front()->get_name(), arguments);
    if (query_it->parsed()) return run_query(query);
    return print_metrics();
}

}  // namespace

}  // namespace nodewatch::app

int main(int argc, char** argv) {
    nodewatch::app::tune_allocator();
    try {
        return nodewatch::app::run_command(argc, argv);
    } catch (const std::exception& error) {
        nodewatch::log::error("app", "ended by an exception, this is a bug: {}", error.what());
        return nodewatch::app::exit_failure;
    }
}
