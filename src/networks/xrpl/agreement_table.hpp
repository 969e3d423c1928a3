#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

#include "base/time.hpp"

namespace nodewatch::xrpl {

enum class AgreementClass : std::uint8_t {
    pending,    ///< not judged yet
    agreed,     ///< our full validation has the ledger's hash
    disagreed,  ///< our full validation has another hash
    missed,     ///< no full validation of ours
    repaired,   ///< missed at first; the agreeing validation came late
    unwatched,  ///< not seen well enough to be judged
};
inline constexpr std::size_t agreement_classes = 6;

/// The judgement of each ledger of the last 24 hours, 8 bytes a ledger, with running counts for two
/// windows. Times are whole seconds of the steady clock: an entry leaves a window within a second
/// of its age reaching the window's length.
class AgreementTable {
public:
    /// 24 h of ledgers at three in four seconds.
    static constexpr std::size_t max_entries = 65'536;
    using Counts = std::array<std::uint32_t, agreement_classes>;

    struct Entry {
        std::uint32_t sequence;
        std::uint32_t second : 29;  ///< since the table's origin: 17 years
        std::uint32_t kind : 3;
        AgreementClass classified() const { return static_cast<AgreementClass>(kind); }
    };
    static_assert(sizeof(Entry) == 8);

    AgreementTable(Duration shorter, Duration longer);

    /// Adds a ledger at a time not before that of the newest one. Returns its place, which names it
    /// for as long as it is kept.
    std::uint64_t add(std::uint32_t sequence, SteadyTime at, AgreementClass classified);
    void classify(std::uint64_t place, AgreementClass classified);
    /// Moves the windows to `now` and forgets what has left the longer one.
    void advance(SteadyTime now);
    const Counts& shorter() const { return windows_[0].counts; }
    const Counts& longer() const { return windows_[1].counts; }

    /// Whether the ledger was added, and none since whose sequence is the same modulo 1,024.
    bool has_recent(std::uint32_t sequence) const {
        return recent_[sequence % recent_.size()] == sequence;
    }

    const std::deque<Entry>& entries() const { return entries_; }
    SteadyTime time_of(const Entry& entry) const;
    std::uint64_t forgotten() const { return forgotten_; }  ///< dropped at the bound
    void clear();

private:
    struct Window {
        std::int64_t seconds;
        std::uint64_t first = 0;  ///< place of its oldest entry
        Counts counts{};
    };
    Entry& at(std::uint64_t place) { return entries_[static_cast<std::size_t>(place - first_)]; }
    void leave_oldest(Window& window);
    void drop_oldest();

    std::deque<Entry> entries_;
    std::uint64_t first_ = 0;  ///< place of entries_.front()
    std::int64_t origin_ = 0;  ///< second of the steady clock
    std::array<Window, 2> windows_;
    std::array<std::optional<std::uint32_t>, 1'024> recent_{};
    std::uint64_t forgotten_ = 0;
};

}  // namespace nodewatch::xrpl
