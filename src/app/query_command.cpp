#include "app/query_command.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "api/prometheus_parameters.hpp"
#include "app/daemon.hpp"
#include "app/query_result.hpp"
#include "base/clock.hpp"
#include "net/http_client.hpp"

namespace nodewatch::app {

namespace {

/// Longer than any server lets a query run.
constexpr Duration patience{150'000};
constexpr std::size_t usual_points = 120;

struct Question {
    net::Url url;
    std::string form;
    std::optional<ChartTime> range;
};

Error usage(std::string message) {
    return {ErrorKind::configuration, std::move(message)};
}

std::string percent_encode(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
        out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

std::string seconds_text(std::int64_t ms) {
    return fmt::format("{}{}.{:03}", ms < 0 ? "-" : "", std::abs(ms) / 1000, std::abs(ms) % 1000);
}

Result<std::int64_t> positive_ms(std::string_view text, std::string_view option) {
    const auto ns = api::parse_duration_ns(text);
    if (!ns || *ns < 1'000'000) {
        return failure(usage(std::string(option) + " takes a duration such as 90s or 6h, not '" +
                             std::string(text) + "'"));
    }
    return *ns / 1'000'000;
}

Result<Question> question_of(const QueryArguments& arguments, WallTime now) {
    auto url = net::parse_url(arguments.url);
    if (!url) return failure(usage("--url: " + url.error().message));
    if (!url->target.ends_with('/')) url->target += '/';
    std::int64_t time = now.time_since_epoch().count();
    if (!arguments.time.empty()) {
        const auto given = api::parse_time(arguments.time);
        if (!given) return failure(usage("--time: " + given.error().message));
        time = *given;
    }
    Question question{std::move(*url), "query=" + percent_encode(arguments.expr), std::nullopt};
    if (arguments.range.empty()) {
        if (!arguments.step.empty()) return failure(usage("--step goes with --range"));
        question.url.target += "api/v1/query";
        question.form += "&time=" + seconds_text(time);
        return question;
    }
    const auto range = positive_ms(arguments.range, "--range");
    if (!range) return failure(range.error());
    std::int64_t step = std::max<std::int64_t>(
        1000, *range / static_cast<std::int64_t>(usual_points) / 1000 * 1000);
    if (!arguments.step.empty()) {
        const auto given = positive_ms(arguments.step, "--step");
        if (!given) return failure(given.error());
        step = *given;
    }
    const auto seconds = [](std::int64_t ms) { return static_cast<double>(ms) / 1000; };
    question.range = ChartTime{seconds(time - *range), seconds(time), seconds(step)};
    question.url.target += "api/v1/query_range";
    question.form += "&start=" + seconds_text(time - *range) + "&end=" + seconds_text(time) +
                     "&step=" + seconds_text(step);
    return question;
}

Result<net::HttpResponse> send(const Question& question) {
    asio::io_context loop{1};
    net::HttpClient client(loop.get_executor(), {});
    net::HttpRequest request{.method = "POST", .target = {}, .headers = {}, .body = question.form};
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    std::optional<Result<net::HttpResponse>> answer;
    std::exception_ptr exception;
    asio::co_spawn(loop, client.send(question.url, std::move(request), patience),
                   [&](std::exception_ptr thrown, Result<net::HttpResponse> response) {
                       exception = thrown;
                       answer = std::move(response);
                       loop.stop();  // the idle connection would keep it going
                   });
    loop.run();
    if (exception) std::rethrow_exception(exception);
    return std::move(*answer);
}

std::size_t terminal_width() {
    winsize size{};
    if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return std::min<std::size_t>(size.ws_col, 200);
}

std::string write(const ResultTable& table, const Question& question, std::string format) {
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    if (format.empty() && question.range && terminal)
        return write_charts(table, *question.range, terminal_width());
    if (format.empty()) format = question.range ? "csv" : "table";
    return format == "csv" ? write_csv(table) : write_table(table);
}

int report_failure(const Error& error) {
    const std::string type = error.code.empty() ? "" : error.code + ": ";
    fmt::print(stderr, "nodewatch query: {}{}\n", type, error.message);
    const bool wrong = error.kind == ErrorKind::configuration || error.code == "bad_data";
    return wrong ? exit_configuration : exit_failure;
}

}  // namespace

int run_query(const QueryArguments& arguments) {
    const auto question = question_of(arguments, SystemClock().now().wall);
    if (!question) return report_failure(question.error());
    const auto answer = send(*question);
    if (!answer) return report_failure(answer.error());
    const auto table = parse_result(answer->body);
    if (!table && table.error().kind == ErrorKind::protocol) {
        return report_failure(table.error().within(
            fmt::format("{} answered with status {}", question->url.text(), answer->status)));
    }
    if (!table) return report_failure(table.error());
    for (const std::string& warning : table->warnings)
        fmt::print(stderr, "warning: {}\n", warning);
    if (arguments.format == "json") {
        fmt::print("{}\n", answer->body);
    } else {
        fmt::print("{}", write(*table, *question, arguments.format));
    }
    return exit_success;
}

}  // namespace nodewatch::app
