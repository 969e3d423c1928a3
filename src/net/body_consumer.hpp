#pragma once

#include <functional>
#include <string_view>

namespace nodewatch::net {

/// Takes the body of an answer in pieces, as they come. False: the rest is not wanted.
using BodyConsumer = std::function<bool(std::string_view piece)>;

}  // namespace nodewatch::net
