#include "store/event_rows.hpp"

#include "store/compress.hpp"
#include "store/tables.hpp"
#include "store/visit_rows.hpp"

namespace nodewatch::store {
namespace {

void put_text(Bytes& out, std::string_view text) {
    put_varint(out, text.size());
    put_bytes(out, as_bytes(text));
}

std::string take_text(ByteReader& in) {
    return std::string(as_text(in.take(in.varint())));
}

}  // namespace

Bytes encode_event(const LoggedEvent& event) {
    Bytes out;
    put_text(out, event.target.network);
    put_text(out, event.target.node);
    put_text(out, event.json);
    seal(std::to_string(event.id), out);
    return out;
}

std::optional<LoggedEvent> decode_event(std::int64_t id, ByteView blob) {
    const auto content = unseal(std::to_string(id), blob);
    if (!content || id < 1) return std::nullopt;
    ByteReader in(*content);
    LoggedEvent event{.id = static_cast<std::uint64_t>(id), .target = {}, .json = {}};
    event.target.network = take_text(in);
    event.target.node = take_text(in);
    event.json = take_text(in);
    if (!in.at_end()) return std::nullopt;
    return event;
}

void EventRows::add(LoggedEvent event) {
    const std::scoped_lock lock(mutex_);
    events_.add(std::move(event));
}

std::vector<LoggedEvent> EventRows::all() const {
    const std::scoped_lock lock(mutex_);
    return {events_.all().begin(), events_.all().end()};
}

bool EventRows::pending() const {
    const std::scoped_lock lock(mutex_);
    return !events_.all().empty() && !on_disk_.contains(events_.all().back().id);
}

Result<> EventRows::write(sqlite::Connection& connection, bool anew) {
    const std::vector<LoggedEvent> events = all();
    if (events.empty()) return {};
    auto put = connection.prepare("INSERT OR REPLACE INTO event(id, data) VALUES(?,?)");
    if (!put) return failure(put.error());
    std::set<std::uint64_t> gone = anew ? std::set<std::uint64_t>() : on_disk_;
    written_.clear();
    for (const LoggedEvent& event : events) {
        written_.insert(event.id);
        if (gone.erase(event.id) > 0) continue;
        const Bytes data = encode_event(event);
        auto done = put->bind(1, static_cast<std::int64_t>(event.id)).bind(2, ByteView(data)).run();
        if (!done) return done;
    }
    for (const std::uint64_t id : gone) {
        auto done =
            run(connection, "DELETE FROM event WHERE id = ?", static_cast<std::int64_t>(id));
        if (!done) return done;
    }
    // Damaged ones, which are not known here, go with their neighbours.
    return run(connection, "DELETE FROM event WHERE id < ?",
               static_cast<std::int64_t>(events.front().id));
}

void EventRows::committed() {
    const std::scoped_lock lock(mutex_);
    on_disk_ = written_;
}

Result<> EventRows::load(sqlite::Connection& connection, std::uint64_t& damaged) {
    auto statement = connection.prepare("SELECT id, data FROM event ORDER BY id");
    if (!statement) return failure(statement.error());
    return visit_rows(*statement, damaged, [&] {
        auto event = decode_event(statement->integer(0), statement->bytes(1));
        if (!event) {
            ++damaged;
            return;
        }
        on_disk_.insert(event->id);
        written_.insert(event->id);
        add(std::move(*event));
    });
}

}  // namespace nodewatch::store
