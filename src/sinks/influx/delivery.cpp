#include "sinks/influx/delivery.hpp"

#include <algorithm>
#include <utility>

namespace nodewatch::influx {
namespace {

std::pair<Batch, Batch> halves(const Batch& whole) {
    const std::size_t lines = whole.lines / 2;
    std::size_t end = 0;
    for (std::size_t i = 0; i < lines; ++i)
        end = whole.text.find('\n', end) + 1;
    return {{whole.text.substr(0, end), lines}, {whole.text.substr(end), whole.lines - lines}};
}

}  // namespace

void Delivery::begin(Batch batch) {
    refused_splits_ = 0;
    pieces_.push_back(std::make_shared<const Batch>(std::move(batch)));
}

Duration Delivery::answered(const Verdict& verdict) {
    if (verdict.outcome != Outcome::written)
        ++totals_.failures[static_cast<std::size_t>(verdict.kind)];
    switch (verdict.outcome) {
        case Outcome::written:
            finish_piece(piece()->lines);
            return Duration{0};
        case Outcome::partly_written:
            totals_.dropped_partial += verdict.dropped;
            finish_piece(piece()->lines - std::min(verdict.dropped, piece()->lines));
            return Duration{0};
        case Outcome::refused:
        case Outcome::too_large:
            split_or_drop(verdict.kind);
            return Duration{0};
        case Outcome::retry:
        case Outcome::retry_slowly:
            break;
    }
    return wait_after(verdict);
}

Duration Delivery::read_failed() {
    ++totals_.failures[static_cast<std::size_t>(FailureKind::history)];
    return read_backoff_.next();
}

void Delivery::finish_piece(std::uint64_t written) {
    totals_.lines += written;
    ++totals_.batches;
    backoff_.reset();
    pieces_.pop_front();
}

void Delivery::split_or_drop(FailureKind kind) {
    const auto whole = piece();
    pieces_.pop_front();
    const bool refused = kind == FailureKind::refused;
    if (whole->lines <= 1 || (refused && ++refused_splits_ > max_refused_splits)) {
        totals_.dropped_refused += whole->lines;
        return;
    }
    auto [first, second] = halves(*whole);
    pieces_.push_front(std::make_shared<const Batch>(std::move(second)));
    pieces_.push_front(std::make_shared<const Batch>(std::move(first)));
}

Duration Delivery::wait_after(const Verdict& verdict) {
    if (verdict.outcome == Outcome::retry_slowly) return slow_retry;
    const Duration wait = backoff_.next();
    return verdict.retry_after ? std::max(wait, *verdict.retry_after) : wait;
}

}  // namespace nodewatch::influx
