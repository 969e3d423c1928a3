#pragma once

#include <string_view>

namespace nodewatch::app {

struct Version {
    std::string_view number;    ///< "0.1.0"
    std::string_view commit;    ///< of the source; "unknown" when it was built outside of git
    std::string_view compiler;  ///< "clang 19.1.7"
};

const Version& version();

}  // namespace nodewatch::app
