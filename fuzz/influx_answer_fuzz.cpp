#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/strings.hpp"
#include "sinks/influx/answer.hpp"

namespace {

using namespace nodewatch::influx;

constexpr std::size_t lines = 5'000;
constexpr std::array statuses{204, 400, 404, 422, 429, 503, 200};

void check(const Verdict& verdict) {
    const bool partly = verdict.outcome == Outcome::partly_written;
    if (partly != (verdict.dropped > 0) || verdict.dropped > lines) std::abort();
    if (verdict.retry_after && *verdict.retry_after > std::chrono::hours{1}) std::abort();
    // It is logged and shown.
    if (verdict.message.size() > 400 || !nodewatch::is_valid_utf8(verdict.message)) std::abort();
    if (verdict.message.contains('\n')) std::abort();
}

}  // namespace

/// The first line is the field Retry-After, the rest the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto end = std::min(text.find('\n'), text.size());
    for (const int status : statuses) {
        nodewatch::net::HttpResponse answer{.status = status};
        answer.headers.add("Retry-After", text.substr(0, end));
        answer.body = text.substr(std::min(end + 1, text.size()));
        check(judge(answer, lines));
    }
    return 0;
}
