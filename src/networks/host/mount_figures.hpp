#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/async.hpp"
#include "base/clock.hpp"

struct statfs;

namespace nodewatch::host {

/// What statfs(2) tells of a file system.
struct MountFigures {
    double size_bytes = 0, free_bytes = 0;
    double avail_bytes = 0;  ///< free for who is not root
    double files = 0, files_free = 0;
};

MountFigures figures_of(const struct statfs& told);

/// Why there are none.
enum class MountError : std::uint8_t {
    unseen,     ///< nodewatch may not look
    missing,    ///< there is no such mount point where nodewatch looks
    failed,     ///< it told an error
    hanging,    ///< it does not answer
    not_asked,  ///< too many others hang: nothing is known of it
};
using MountAnswer = std::expected<MountFigures, MountError>;

/// Asks file systems for their figures. One that hangs (a network file system whose server is away)
/// keeps whoever asks it for as long as it hangs, so each round asks on a thread of its own: the
/// loop never waits for it, nor does the pool, nor does the end of the program. A path that hangs
/// is not asked again until it answered. When `max_hanging` hang, only paths are asked that
/// answered when they were last asked; when `max_threads` hang, none. Loop thread only.
class MountReader {
public:
    static constexpr std::size_t max_hanging = 8, max_threads = 16;
    static constexpr Duration patience{5'000};  ///< with each path

    /// Blocks.
    using Ask = std::function<MountAnswer(const std::string& path)>;
    static MountAnswer ask_kernel(const std::string& path);

    /// The clock outlives this.
    explicit MountReader(Clock& clock, Ask ask = ask_kernel);

    /// By path, in their order.
    Task<std::vector<MountAnswer>> read(std::vector<std::string> paths);

    /// Paths that hang now.
    std::size_t hanging() const { return hanging_.size(); }
    /// Times that one was given up.
    std::uint64_t timeouts() const { return timeouts_; }
    /// Paths of the last reading that were not asked, because others hang.
    std::size_t not_asked() const { return not_asked_; }

private:
    struct Round;
    struct Hanging {
        std::string path;
        std::shared_ptr<Round> round;
    };

    Task<void> wait_for(std::shared_ptr<Round> round);
    void forget_answered();
    bool may_ask(const std::string& path) const;
    void count_not_asked(const std::vector<MountAnswer>& answers);

    Clock& clock_;
    Ask ask_;
    std::vector<Hanging> hanging_;
    std::set<std::string> answering_;  ///< paths that answered when they were last asked
    std::uint64_t timeouts_ = 0;
    std::size_t not_asked_ = 0;
};

}  // namespace nodewatch::host
