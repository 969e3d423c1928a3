#include "app/environment.hpp"

#include <unistd.h>

#include <cstdlib>

namespace nodewatch::app {

Environment process_environment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        if (value == nullptr || *value == '\0') return std::nullopt;
        return value;
    };
}

std::vector<std::string> process_variables() {
    std::vector<std::string> names;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view variable = *entry;
        names.emplace_back(variable.substr(0, variable.find('=')));
    }
    return names;
}

}  // namespace nodewatch::app
