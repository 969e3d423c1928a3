#include "telemetry/live_board.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/json_writer.hpp"
#include "base/strings.hpp"

namespace nodewatch {
namespace {

std::vector<std::string> segments_of(std::string_view topic) {
    std::vector<std::string> segments;
    for (const auto segment : split(topic, '/'))
        segments.emplace_back(segment);
    return segments;
}

}  // namespace

std::string live_topic(const std::vector<std::string_view>& segments) {
    std::string topic;
    for (const auto segment : segments) {
        if (!topic.empty()) topic += '/';
        for (const char c : segment) {
            switch (c) {
                case '/':
                    topic += "%2F";
                    break;
                case ',':
                    topic += "%2C";
                    break;
                case '*':
                    topic += "%2A";
                    break;
                case '%':
                    topic += "%25";
                    break;
                default:
                    topic += c;
            }
        }
    }
    return topic;
}

Result<LivePattern> LivePattern::parse(std::string_view text) {
    if (text.empty()) return failure(ErrorKind::parse, "an empty topic");
    if (text.size() > max_bytes)
        return failure(ErrorKind::parse,
                       "a topic is longer than " + std::to_string(max_bytes) + " bytes");
    LivePattern pattern;
    pattern.segments_ = segments_of(text);
    return pattern;
}

bool LivePattern::matches(const std::vector<std::string>& topic_segments) const {
    return std::ranges::equal(
        segments_, topic_segments,
        [](const auto& wanted, const auto& segment) { return wanted == "*" || wanted == segment; });
}

LiveBoard::LiveBoard(const Clock& clock) : clock_(clock) {}

void LiveBoard::put(std::string_view topic, std::string_view key, std::string json) {
    const auto row = row_for(topic, key);
    if (!row || ((*row)->change != 0 && (*row)->json == json)) return;
    (*row)->json = std::move(json);
    changed(*row);
}

void LiveBoard::touch(std::string_view topic, std::string_view key, const Render& render) {
    const auto row = row_for(topic, key);
    if (!row) return;
    if (!(*row)->render) (*row)->render = render;
    (*row)->json.clear();
    changed(*row);
}

void LiveBoard::remove(std::string_view topic, std::string_view key) {
    const auto known = topic_by_name_.find(topic);
    if (known == topic_by_name_.end()) return;
    auto& rows = topics_[known->second].rows;
    const auto found = rows.find(key);
    if (found == rows.end()) return;
    rows_.erase(found->second);
    rows.erase(found);
    gone_.push_back({known->second, std::string(key), ++change_, clock_.now().steady});
    ++topics_[known->second].gone;
    forget_gone();
    if (listener_) listener_();
}

std::optional<std::size_t> LiveBoard::topic_of(std::string_view name) {
    const auto found = topic_by_name_.find(name);
    if (found != topic_by_name_.end()) return found->second;
    if (topics() >= max_topics) forget_gone();
    if (topics() >= max_topics) return std::nullopt;
    std::size_t place = topics_.size();
    if (free_topics_.empty()) {
        topics_.emplace_back();
    } else {
        place = free_topics_.back();
        free_topics_.pop_back();
    }
    topics_[place] = {++last_serial_, std::string(name), segments_of(name), {}};
    topic_by_name_.emplace(name, place);
    return place;
}

void LiveBoard::free_if_empty(std::size_t topic) {
    Topic& empty = topics_[topic];
    if (!empty.rows.empty() || empty.gone > 0) return;
    topic_by_name_.erase(empty.name);
    empty = {};
    free_topics_.push_back(topic);
}

/// Nothing when there is no room.
std::optional<LiveBoard::Rows::iterator> LiveBoard::row_for(std::string_view topic,
                                                            std::string_view key) {
    const auto id = topic_of(topic);
    if (id) {
        auto& rows = topics_[*id].rows;
        const auto found = rows.find(key);
        if (found != rows.end()) return found->second;
        if (rows_.size() < max_rows) {
            rows_.push_back({.topic = *id, .key = std::string(key), .render = {}, .json = {}});
            return rows.emplace(key, std::prev(rows_.end())).first->second;
        }
        free_if_empty(*id);
    }
    ++refused_;
    return std::nullopt;
}

void LiveBoard::changed(Rows::iterator row) {
    row->change = ++change_;
    rows_.splice(rows_.end(), rows_, row);
    if (listener_) listener_();
}

void LiveBoard::forget_gone() {
    const auto now = clock_.now().steady;
    while (gone_.size() > max_remembered || (!gone_.empty() && now - gone_[0].at > remembered)) {
        forgotten_through_ = gone_.front().change;
        const std::size_t topic = gone_.front().topic;
        gone_.pop_front();
        --topics_[topic].gone;
        free_if_empty(topic);
    }
}

const std::string& LiveBoard::value_of(Row& row) {
    if (row.render && row.json.empty()) row.json = row.render();
    return row.json;
}

LiveReader::LiveReader(LiveBoard& board, std::vector<LivePattern> patterns)
    : board_(board), patterns_(std::move(patterns)) {}

void LiveReader::resume(std::uint64_t change) {
    board_.forget_gone();
    if (change <= board_.change_ && change >= board_.forgotten_through_) seen_ = change;
}

bool LiveReader::wants(std::size_t topic) {
    if (topic >= known_.size()) known_.resize(board_.topics_.size());
    const LiveBoard::Topic& asked = board_.topics_[topic];
    Known& known = known_[topic];
    if (known.serial != asked.serial) {
        known = {asked.serial, std::ranges::any_of(patterns_, [&](const LivePattern& pattern) {
                     return pattern.matches(asked.segments);
                 })};
    }
    return known.wanted;
}

std::optional<LiveReader::Frame> LiveReader::next(WallTime now) {
    const bool snapshot = !seen_ || *seen_ < board_.forgotten_through_;
    const std::uint64_t after = snapshot ? 0 : *seen_;
    if (!snapshot && after == board_.change_) return std::nullopt;
    std::vector<LiveBoard::Row*> rows;
    for (auto row = board_.rows_.rbegin(); row != board_.rows_.rend() && row->change > after; ++row)
        if (wants(row->topic)) rows.push_back(&*row);
    std::ranges::reverse(rows);
    std::vector<const LiveBoard::Gone*> gone;
    if (!snapshot) {
        for (auto one = board_.gone_.rbegin(); one != board_.gone_.rend() && one->change > after;
             ++one)
            if (wants(one->topic)) gone.push_back(&*one);
    }
    seen_ = board_.change_;
    if (!snapshot && rows.empty() && gone.empty()) return std::nullopt;
    return Frame{snapshot, board_.change_, write(rows, gone, snapshot, now)};
}

LiveReader::Frame LiveReader::beat(WallTime now) const {
    return {false, *seen_, write({}, {}, false, now)};
}

std::string LiveReader::write(const std::vector<LiveBoard::Row*>& rows,
                              const std::vector<const LiveBoard::Gone*>& gone, bool snapshot,
                              WallTime now) const {
    JsonWriter json;
    json.begin_object().member("now", std::int64_t{now.time_since_epoch().count()});
    json.key("rows").begin_array();
    for (LiveBoard::Row* row : rows) {
        json.begin_array().value(board_.topics_[row->topic].name).value(row->key);
        json.raw(LiveBoard::value_of(*row)).end_array();
    }
    json.end_array();
    if (!snapshot) {
        json.key("gone").begin_array();
        for (const auto* one : gone)
            json.begin_array().value(board_.topics_[one->topic].name).value(one->key).end_array();
        json.end_array();
    }
    json.end_object();
    return json.take();
}

}  // namespace nodewatch
