#include "networks/xrpl/agreement_table.hpp"

namespace nodewatch::xrpl {
namespace {

constexpr std::uint32_t second_mask = (1U << 29) - 1;
constexpr std::uint32_t kind_mask = 7;

std::int64_t second_of(SteadyTime t) {
    return std::chrono::floor<std::chrono::seconds>(t.time_since_epoch()).count();
}

std::int64_t whole_seconds(Duration d) {
    return std::chrono::duration_cast<std::chrono::seconds>(d).count();
}

}  // namespace

AgreementTable::AgreementTable(Duration shorter, Duration longer)
    : windows_{Window{.seconds = whole_seconds(shorter)},
               Window{.seconds = whole_seconds(longer)}} {}

std::uint64_t AgreementTable::add(std::uint32_t sequence, SteadyTime at,
                                  AgreementClass classified) {
    if (entries_.size() == max_entries) {
        drop_oldest();
        ++forgotten_;
    }
    if (entries_.empty()) origin_ = second_of(at);
    Entry entry{};
    entry.sequence = sequence;
    entry.second = static_cast<std::uint32_t>(second_of(at) - origin_) & second_mask;
    entry.kind = static_cast<std::uint32_t>(classified) & kind_mask;
    entries_.push_back(entry);
    recent_[sequence % recent_.size()] = sequence;
    for (Window& window : windows_)
        ++window.counts[entry.kind];
    return first_ + entries_.size() - 1;
}

void AgreementTable::classify(std::uint64_t place, AgreementClass classified) {
    if (place < first_) return;
    Entry& entry = at(place);
    auto kind = static_cast<std::uint32_t>(classified) & kind_mask;
    for (Window& window : windows_) {
        if (place < window.first) continue;
        --window.counts[entry.kind];
        ++window.counts[kind];
    }
    entry.kind = kind;
}

void AgreementTable::advance(SteadyTime now) {
    std::uint64_t end = first_ + entries_.size();
    for (Window& window : windows_) {
        std::int64_t edge = second_of(now) - origin_ - window.seconds;
        while (window.first < end && at(window.first).second <= edge)
            leave_oldest(window);
    }
    while (!entries_.empty() && first_ < windows_[1].first)
        drop_oldest();
}

void AgreementTable::leave_oldest(Window& window) {
    --window.counts[at(window.first).kind];
    ++window.first;
}

void AgreementTable::drop_oldest() {
    for (Window& window : windows_)
        if (window.first == first_) leave_oldest(window);
    entries_.pop_front();
    ++first_;
}

SteadyTime AgreementTable::time_of(const Entry& entry) const {
    return SteadyTime{std::chrono::seconds{origin_ + entry.second}};
}

void AgreementTable::clear() {
    entries_.clear();
    first_ = 0;
    recent_ = {};
    for (Window& window : windows_) {
        window.first = 0;
        window.counts = {};
    }
}

}  // namespace nodewatch::xrpl
