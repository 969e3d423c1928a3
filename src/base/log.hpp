#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

/// Logging: one line an event, "component" says who speaks ("xrpl/val-1", "api", "app").
/// debug: for developers; info: state changes an operator wants to read later; warn: something is
/// wrong and nodewatch copes; error: data was lost or the operator must act.
namespace nodewatch::log {

enum class Level : std::uint8_t { debug, info, warn, error };
enum class Format : std::uint8_t { text, json };

struct Options {
    Level level = Level::info;
    Format format = Format::text;
};

/// Sets up the process-wide logger on standard error. Call once at start; before, level info as
/// text.
void configure(Options options);

bool enabled(Level level);

/// Control characters in the text are escaped: a node cannot forge log lines.
void write(Level level, std::string_view component, std::string_view text);

/// Every line goes to the observer too, of which there is one. Pass nullptr to remove it.
using Observer = std::function<void(Level, std::string_view component, std::string_view text)>;
void set_observer(Observer observer);

template <typename... Args>
void debug(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::debug))
        write(Level::debug, component, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void info(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::info))
        write(Level::info, component, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void warn(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::warn))
        write(Level::warn, component, fmt::format(format, std::forward<Args>(args)...));
}
template <typename... Args>
void error(std::string_view component, fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::error))
        write(Level::error, component, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace nodewatch::log
