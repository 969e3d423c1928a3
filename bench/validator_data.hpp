#pragma once

#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace nodewatch::bench {

/// When the polls of the generated data happen.
enum class Timing : std::uint8_t {
    aligned,  ///< exactly on the grid
    jitter,   ///< the grid and an exponential delay with a mean of 3 ms
};

/// One poll or one event of the generated validator: all series of one group at one time.
struct PollRow {
    std::size_t group;
    std::int64_t time;  ///< unix ms
    const std::vector<double>& values;
};

/// What one XRPL validator and its host tell, made up but of the kinds of values that the real ones
/// tell: 51 series, 3 of them every second, 9 at each close of a ledger (3.88 s on average), 14
/// every 5 s, 13 every 15 s and 12 every minute. The same for the same seed.
class ValidatorData {
public:
    static constexpr std::size_t groups = 5;

    ValidatorData(Timing timing, std::int64_t start, std::uint64_t seed);

    static const std::vector<std::string>& metrics(std::size_t group);

    /// Visits all rows before `end` (unix ms), ordered by time. May be called again with a later
    /// end.
    void run(std::int64_t end, const std::function<void(const PollRow&)>& visit);

private:
    struct Group {
        std::int64_t tick = 0;  ///< the ideal time of the next row
        std::int64_t next = 0;  ///< its time
        std::vector<double> values;
    };

    double uniform() { return std::uniform_real_distribution<>(0.0, 1.0)(random_); }
    double normal(double mean, double deviation) {
        return std::normal_distribution<>(mean, deviation)(random_);
    }
    double poisson(double mean) {
        return static_cast<double>(std::poisson_distribution<>(mean)(random_));
    }
    std::int64_t delay();
    void schedule(std::size_t group);
    void update(std::size_t group);
    void update_second(std::vector<double>& v);
    void update_ledger(std::vector<double>& v);
    void update_server(std::vector<double>& v);
    void update_host(std::vector<double>& v);
    void update_slow(std::vector<double>& v);

    Timing timing_;
    std::mt19937_64 random_;
    std::vector<Group> groups_;
    std::int64_t now_ = 0;
    std::int64_t ledger_time_ = 0;
    std::int64_t started_ = 0;
    double ledger_interval_ = 4;
    double state_ = 7;
    double load_ = 0.4;
};

}  // namespace nodewatch::bench
