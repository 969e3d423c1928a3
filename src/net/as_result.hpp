#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/async.hpp"

namespace nodewatch::net {

/// Completion token: co_await gives the error code as a value, and throws nothing. Heavy: for .cpp
/// files.
inline constexpr auto as_result = asio::as_tuple(asio::use_awaitable_t<asio::any_io_executor>{});

}  // namespace nodewatch::net
