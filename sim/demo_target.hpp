#pragma once

#include <string>

namespace nodewatch::sim {

/// A stand-in of the demo, ready to be watched.
struct DemoTarget {
    std::string network;
    std::string name;
    std::string settings;  ///< YAML: the other keys of its entry of `targets`
};

}  // namespace nodewatch::sim
