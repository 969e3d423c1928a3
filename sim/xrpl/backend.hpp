#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"

/// What stands behind the stand-in's ports: a model of a node, or a recording of one.
namespace nodewatch::sim::xrpl {

struct Caller {
    bool admin = true;
    bool websocket = false;
    int api_version = 1;
};

/// The answer to a request: a JSON object, or an error of the server's.
struct Answer {
    std::string result;
    std::string error;  ///< "noNetwork"; empty for success
    int error_code = 0;
    std::string error_message;
};

inline Answer answer_error(std::string error, int code, std::string message) {
    return Answer{{}, std::move(error), code, std::move(message)};
}

/// A message for everybody who subscribed to the stream. The versions of the API differ in the
/// types of a few members.
struct Event {
    std::string_view stream;
    std::shared_ptr<const std::string> v1;
    std::shared_ptr<const std::string> v2;
};

class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void push(const Event& event) = 0;
};

class Backend {
public:
    virtual ~Backend() = default;
    /// Any method but subscribe and unsubscribe.
    virtual Answer answer(std::string_view method, Caller caller, Now now) = 0;
    /// The result of subscribing to these streams, all of which were accepted.
    virtual std::string subscribed(const std::vector<std::string>& streams, Caller caller,
                                   Now now) = 0;
    /// The body of GET /crawl.
    virtual std::string crawl(Now now) = 0;
    virtual bool clio() const = 0;
    /// "rippled-3.1.1", as the Server header names it.
    virtual std::string product() const = 0;
};

}  // namespace nodewatch::sim::xrpl
