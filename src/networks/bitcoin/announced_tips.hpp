#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

namespace nodewatch::bitcoin {

/// Tips that the node announced since the last round. Several streams announce the same one, and
/// some of them only when a round has seen it already. Pure.
class AnnouncedTips {
public:
    /// Empty: another tip, whose hash is not told.
    void add(const std::string& hash) {
        if (hashes_.size() < enough && std::ranges::find(hashes_, hash) == hashes_.end())
            hashes_.push_back(hash);
    }
    /// Whether one was announced that is not the tip that a round saw last.
    bool any_but(const std::optional<std::string>& tip) const {
        return std::ranges::any_of(hashes_, [&tip](const auto& hash) { return hash != tip; });
    }
    void clear() { hashes_.clear(); }

private:
    /// Of two different ones at most one is the tip.
    static constexpr std::size_t enough = 2;
    std::vector<std::string> hashes_;
};

}  // namespace nodewatch::bitcoin
