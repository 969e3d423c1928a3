#include "networks/host/mount_figures.hpp"

#include <sys/statfs.h>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <system_error>
#include <thread>

namespace nodewatch::host {

/// What the thread of a round and the loop share. The thread keeps it alive, whatever becomes of
/// the loop. Locked only for moments: never while a file system is asked.
struct MountReader::Round {
    explicit Round(std::vector<std::string> all) : paths(std::move(all)) {}

    void run(const Ask& ask) {
        for (const std::string& path : paths) {
            auto answer = ask(path);
            const std::scoped_lock lock(mutex);
            answers.push_back(answer);
            if (abandoned) break;
        }
        const std::scoped_lock lock(mutex);
        ended = true;
    }
    std::size_t answered() {
        const std::scoped_lock lock(mutex);
        return answers.size();
    }

    const std::vector<std::string> paths;
    std::mutex mutex;
    std::vector<MountAnswer> answers;  ///< to the first of the paths
    bool abandoned = false;            ///< nobody waits any more: the one that hangs is the last
    bool ended = false;
};

namespace {

/// A healthy round takes microseconds; one that hangs is looked at less and less often.
constexpr Duration first_look{1}, longest_look{100};

}  // namespace

MountFigures figures_of(const struct statfs& told) {
    const auto number = [](auto value) { return static_cast<double>(value); };
    // As df counts it. The node exporter takes f_bsize, the size that is best to read, which is
    // larger on some network file systems.
    const double block = number(told.f_frsize > 0 ? told.f_frsize : told.f_bsize);
    return {.size_bytes = number(told.f_blocks) * block,
            .free_bytes = number(told.f_bfree) * block,
            .avail_bytes = number(told.f_bavail) * block,
            .files = number(told.f_files),
            .files_free = number(told.f_ffree)};
}

MountAnswer MountReader::ask_kernel(const std::string& path) {
    struct statfs told{};
    if (::statfs(path.c_str(), &told) != 0) {
        if (errno == EACCES || errno == EPERM) return std::unexpected(MountError::unseen);
        const bool missing = errno == ENOENT || errno == ENOTDIR;
        return std::unexpected(missing ? MountError::missing : MountError::failed);
    }
    return figures_of(told);
}

MountReader::MountReader(Clock& clock, Ask ask) : clock_(clock), ask_(std::move(ask)) {}

void MountReader::forget_answered() {
    std::erase_if(hanging_, [](const Hanging& hanging) {
        const std::scoped_lock lock(hanging.round->mutex);
        return hanging.round->ended;
    });
}

/// Until all have answered, or one of them takes longer than we wait.
Task<void> MountReader::wait_for(std::shared_ptr<Round> round) {
    // However this ends, the thread goes no further than where it is.
    const std::shared_ptr<void> abandon(nullptr, [round](void*) {
        const std::scoped_lock lock(round->mutex);
        round->abandoned = true;
    });
    std::size_t seen = 0;
    SteadyTime progress = clock_.now().steady;
    Duration pause = first_look;
    for (;;) {
        const std::size_t answered = round->answered();
        if (answered == round->paths.size()) co_return;
        const SteadyTime now = clock_.now().steady;
        if (answered > seen) {
            seen = answered;
            progress = now;
        }
        if (elapsed(progress, now) >= patience) co_return;
        co_await clock_.sleep_for(pause);
        pause = std::min(2 * pause, longest_look);
    }
}

/// A local file system that always answered is not given up because servers of others are away.
bool MountReader::may_ask(const std::string& path) const {
    if (std::ranges::find(hanging_, path, &Hanging::path) != hanging_.end()) return false;
    return hanging_.size() < (answering_.contains(path) ? max_threads : max_hanging);
}

void MountReader::count_not_asked(const std::vector<MountAnswer>& answers) {
    not_asked_ =
        static_cast<std::size_t>(std::ranges::count_if(answers, [](const MountAnswer& answer) {
            return !answer && answer.error() == MountError::not_asked;
        }));
}

Task<std::vector<MountAnswer>> MountReader::read(std::vector<std::string> paths) {
    forget_answered();
    std::vector<MountAnswer> all(paths.size(), std::unexpected(MountError::not_asked));
    for (std::size_t from = 0; from < paths.size();) {
        std::vector<std::size_t> places;
        std::vector<std::string> asked;
        for (std::size_t i = from; i < paths.size(); ++i) {
            if (!may_ask(paths[i])) continue;
            places.push_back(i);
            asked.push_back(paths[i]);
        }
        if (asked.empty()) break;
        const auto round = std::make_shared<Round>(std::move(asked));
        try {
            std::thread([round, ask = ask_] { round->run(ask); }).detach();
        } catch (const std::system_error&) {
            break;  // no threads are left on this host
        }
        co_await wait_for(round);
        const std::scoped_lock lock(round->mutex);
        const std::size_t answered = round->answers.size();
        for (std::size_t i = 0; i < answered; ++i) {
            all[places[i]] = round->answers[i];
            answering_.insert(round->paths[i]);
        }
        if (answered == places.size()) break;
        hanging_.push_back({round->paths[answered], round});
        answering_.erase(round->paths[answered]);
        ++timeouts_;
        from = places[answered] + 1;
    }
    for (std::size_t i = 0; i < paths.size(); ++i)
        if (std::ranges::find(hanging_, paths[i], &Hanging::path) != hanging_.end())
            all[i] = std::unexpected(MountError::hanging);
    std::erase_if(answering_, [&](const std::string& path) {
        return std::ranges::find(paths, path) == paths.end();
    });
    count_not_asked(all);
    co_return all;
}

}  // namespace nodewatch::host
