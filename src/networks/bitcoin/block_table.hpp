#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "networks/bitcoin/messages.hpp"
#include "telemetry/live_board.hpp"
#include "telemetry/point.hpp"

namespace nodewatch::bitcoin {

/// The newest blocks as rows of table/bitcoin/<node>/blocks (docs/api.md). From the tip down the
/// headers are asked for until they meet a block that is known; what each block holds comes after.
///     table.on_tip(hash, now);
///     while (auto question = table.wanted()) { ask for the header or for the statistics }
/// Pure but for the board.
class BlockTable {
public:
    static constexpr std::size_t kept = 60;
    /// So far below the tip is asked for when no block above is known.
    static constexpr std::uint64_t depth = 12;

    struct Question {
        std::string hash;
        bool statistics = false;  ///< otherwise the header
        bool operator==(const Question&) const = default;
    };

    /// `board` outlives this; null: nobody looks.
    BlockTable(LiveBoard* board, const Target& target);

    void on_tip(const std::string& hash, Now now);
    std::optional<Question> wanted() const;
    /// After an error for which it is worth asking again, the question stays.
    void on_header(const std::string& hash, const Result<BlockHeader>& answer);
    void on_statistics(const std::string& hash, const Result<BlockStats>& answer);

private:
    struct Row {
        std::optional<BlockHeader> header;
        std::optional<BlockStats> statistics;
        bool header_asked = false, statistics_asked = false;  ///< and answered, be it by an error
        std::optional<WallTime> arrived;
        bool fell_out = false;
    };

    /// Blocks of the active chain from the tip down, as far as they are known.
    std::vector<const std::string*> active_chain() const;
    Row* find(const std::string& hash);
    void follow_chain();
    void forget_old();
    void show_all();
    void show(const std::string& hash, const Row& row);

    LiveBoard* board_;
    std::string topic_;
    std::map<std::string, Row> rows_;  ///< by hash
    std::string tip_;
    std::optional<WallTime> tip_arrived_;        ///< absent for the one that was there at the start
    std::optional<std::uint64_t> first_height_;  ///< of the blocks known when the tip came
};

}  // namespace nodewatch::bitcoin
