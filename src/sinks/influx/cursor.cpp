#include "sinks/influx/cursor.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/json_writer.hpp"

namespace nodewatch::influx {

std::string Cursor::document() const {
    const std::int64_t until = late_ ? std::min(sent_until_, *late_ - 1) : sent_until_;
    JsonWriter json;
    json.begin_object().member("sent_until", std::max<std::int64_t>(0, until)).end_object();
    return json.take();
}

Result<Cursor> Cursor::parse(std::string_view document) {
    simdjson::dom::parser parser;
    json::Element element;
    const auto error = parser.parse(document.data(), document.size()).get(element);
    const auto until = error ? std::nullopt : json::integer(element, "sent_until");
    if (!until || *until < 0)
        return failure(ErrorKind::parse, "what was saved of the cursor is not readable");
    return Cursor(*until);
}

std::optional<store::TimeRange> Cursor::begin_window(std::int64_t now, Duration interval) {
    window_end_.reset();  // one that was given up is read again
    move_back();
    const std::int64_t settled = now - settle_time.count();
    if (settled - sent_until_ < interval.count()) return std::nullopt;
    window_end_ = std::min(settled, sent_until_ + length_.count());
    return store::TimeRange{sent_until_ + 1, *window_end_};
}

void Cursor::end_window(bool empty) {
    sent_until_ = std::max(sent_until_, window_end_.value_or(sent_until_));
    window_end_.reset();
    length_ = empty ? std::min(2 * length_, longest_empty_window) : longest_window;
    move_back();
}

void Cursor::note(std::int64_t point_time) {
    if (point_time > window_end_.value_or(sent_until_) || point_time < 0) return;
    late_ = std::min(late_.value_or(point_time), point_time);
}

void Cursor::move_back() {
    if (late_ && *late_ <= sent_until_) {
        sent_until_ = *late_ - 1;
        ++rewinds_;
    }
    late_.reset();
}

}  // namespace nodewatch::influx
