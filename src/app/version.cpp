#include "app/version.hpp"

#include "app/generated/version.inc"

namespace nodewatch::app {

const Version& version() {
    static constexpr Version built{NODEWATCH_VERSION, NODEWATCH_COMMIT, NODEWATCH_COMPILER};
    return built;
}

}  // namespace nodewatch::app
