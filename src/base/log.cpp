#include "base/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include <atomic>
#include <memory>
#include <mutex>

#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch::log {
namespace {

/// The process-wide logger and what a test listens with.
struct Logger {
    Logger() {
        // The sink colours only when standard error is a terminal.
        spdlog_logger = std::make_shared<spdlog::logger>(
            "nodewatch", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
        spdlog_logger->set_level(spdlog::level::debug);  // enabled() decides
        spdlog_logger->flush_on(spdlog::level::debug);
        set_format(Format::text);
    }

    void set_format(Format new_format) {
        format = new_format;
        // The members after the time, or the text, come with each line.
        const char* pattern = new_format == Format::json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ",%v})"
                                                         : "%Y-%m-%dT%H:%M:%S.%eZ %^%-7l%$ %v";
        spdlog_logger->set_formatter(
            std::make_unique<spdlog::pattern_formatter>(pattern, spdlog::pattern_time_type::utc));
    }

    std::shared_ptr<spdlog::logger> spdlog_logger;
    std::atomic<Level> level{Level::info};
    std::atomic<Format> format{Format::text};
    std::mutex observer_mutex;  // lines come from the loop and from worker threads
    Observer observer;
};

Logger& logger() {
    static Logger instance;
    return instance;
}

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::debug:
            return spdlog::level::debug;
        case Level::info:
            return spdlog::level::info;
        case Level::warn:
            return spdlog::level::warn;
        case Level::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string_view level_name(Level level) {
    switch (level) {
        case Level::debug:
            return "debug";
        case Level::info:
            return "info";
        case Level::warn:
            return "warn";
        case Level::error:
            return "error";
    }
    return "error";
}

std::string payload(Format format, Level level, std::string_view component, std::string_view text) {
    if (format == Format::text) {
        return fmt::format("{}: {}", escape_controls(component), escape_controls(text));
    }
    return fmt::format(R"("level":"{}","component":{},"message":{})", level_name(level),
                       quote_json(component), quote_json(text));
}

}  // namespace

void configure(Options options) {
    logger().level = options.level;
    logger().set_format(options.format);
}

bool enabled(Level level) {
    return level >= logger().level.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view component, std::string_view text) {
    if (!enabled(level)) return;
    Logger& self = logger();
    self.spdlog_logger->log(spdlog_level(level), payload(self.format, level, component, text));
    std::lock_guard lock(self.observer_mutex);
    if (self.observer) self.observer(level, component, text);
}

void set_observer(Observer observer) {
    std::lock_guard lock(logger().observer_mutex);
    logger().observer = std::move(observer);
}

}  // namespace nodewatch::log
