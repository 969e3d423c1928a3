#pragma once

#include <map>
#include <string>
#include <utility>

#include "app/environment.hpp"

namespace nodewatch::app {

inline Environment fake_environment(std::map<std::string, std::string> variables) {
    return
        [variables = std::move(variables)](const std::string& name) -> std::optional<std::string> {
            const auto found = variables.find(name);
            return found == variables.end() ? std::nullopt : std::optional(found->second);
        };
}

}  // namespace nodewatch::app
