#include <algorithm>
#include <limits>

#include "networks/bitcoin/mempool_picture.hpp"

/// The order in which Bitcoin Core up to version 30 would mine a mempool.
namespace nodewatch::bitcoin {
namespace {

/// Nodes admit 25 ancestors and descendants, or 64 in a cluster: on average far less than this
/// many steps from relative to relative for each transaction.
constexpr std::uint64_t steps_for_each = 1'000;

using Place = std::uint32_t;

double rate_of(std::int64_t fee, std::uint64_t weight) {
    return static_cast<double>(fee) * weight_per_vbyte / static_cast<double>(weight);
}

/// For each transaction the places of those that it is related to, one way.
class Relations {
public:
    using Pairs = std::vector<std::pair<Place, Place>>;

    Relations(std::size_t transactions, const Pairs& pairs)
        : begin_(transactions + 1), to_(pairs.size()) {
        for (const auto& [from, to] : pairs)
            ++begin_[from + 1];
        for (std::size_t i = 1; i < begin_.size(); ++i)
            begin_[i] += begin_[i - 1];
        std::vector<Place> next(begin_.begin(), begin_.end() - 1);
        for (const auto& [from, to] : pairs)
            to_[next[from]++] = to;
    }
    std::span<const Place> of(Place place) const {
        return std::span(to_).subspan(begin_[place], begin_[place + 1] - begin_[place]);
    }

private:
    std::vector<Place> begin_, to_;
};

Relations::Pairs parent_pairs(const Mempool& mempool) {
    Relations::Pairs pairs;
    for (Place i = 0; i < mempool.size(); ++i)
        for (const Txid& parent : mempool.parents(mempool.transactions()[i]))
            if (const auto place = mempool.find(parent)) pairs.emplace_back(i, *place);
    return pairs;
}

Relations::Pairs reversed(Relations::Pairs pairs) {
    for (auto& [from, to] : pairs)
        std::swap(from, to);
    return pairs;
}

class PackageSelection {
public:
    PackageSelection(const Mempool& mempool, const Relations::Pairs& pairs)
        : transactions_(mempool.transactions()),
          parents_(mempool.size(), pairs),
          children_(mempool.size(), reversed(pairs)),
          states_(mempool.size()),
          marks_(mempool.size()),
          steps_left_(steps_for_each * (mempool.size() + 1)) {}

    Result<MempoolPicture> run() {
        candidates_.reserve(transactions_.size());
        for (Place i = 0; i < transactions_.size(); ++i) {
            sum_ancestors(i);
            candidates_.push_back({score(i), i});
        }
        std::make_heap(candidates_.begin(), candidates_.end());
        while (!candidates_.empty() && steps_left_ > 0) {
            std::pop_heap(candidates_.begin(), candidates_.end());
            const Candidate best = candidates_.back();
            candidates_.pop_back();
            // Its ancestors were taken since: it stands elsewhere in the heap, too.
            const bool outdated = states_[best.place].taken || best.score != score(best.place);
            if (!outdated) take(best.place);
        }
        if (steps_left_ == 0)
            return failure(ErrorKind::too_large,
                           "the transactions of the mempool have more relatives than any node "
                           "admits");
        return builder_.finish();
    }

private:
    struct State {
        std::int64_t fee = 0;      ///< of it and of its ancestors that are not taken
        std::uint64_t weight = 0;  ///< the same
        /// None is worth more than its ancestors were taken for: it is not mined before them.
        double ceiling = std::numeric_limits<double>::infinity();
        std::uint8_t earliest_block = 0;
        bool taken = false;
    };
    struct Candidate {
        double score;
        Place place;
        bool operator<(const Candidate& other) const {
            return score != other.score ? score < other.score : place > other.place;
        }
    };

    double score(Place place) const { return rate_of(states_[place].fee, states_[place].weight); }

    /// Those in `found` and all that can be reached from them and are not taken, once each.
    void reach(const Relations& relations, std::vector<Place>& found) {
        ++mark_;
        for (const Place place : found)
            marks_[place] = mark_;
        for (std::size_t i = 0; i < found.size() && steps_left_ > 0; ++i) {
            const auto next = relations.of(found[i]);
            steps_left_ -= std::min<std::uint64_t>(steps_left_, next.size());
            for (const Place place : next) {
                if (states_[place].taken || marks_[place] == mark_) continue;
                marks_[place] = mark_;
                found.push_back(place);
            }
        }
    }

    void sum_ancestors(Place place) {
        State& state = states_[place];
        state.fee = 0;
        state.weight = 0;
        ancestors_.assign(1, place);
        reach(parents_, ancestors_);
        for (const Place one : ancestors_) {
            state.fee += transactions_[one].fee;
            state.weight += transactions_[one].weight;
        }
    }

    /// Takes it with its ancestors; those that descend from any of them are judged anew.
    void take(Place place) {
        const State& state = states_[place];
        package_.assign(1, place);
        reach(parents_, package_);
        const double rate = std::min(score(place), state.ceiling);
        const std::size_t block =
            builder_.add({rate, state.weight, state.fee, package_.size()}, state.earliest_block);
        for (const Place one : package_)
            states_[one].taken = true;
        const auto members = static_cast<std::ptrdiff_t>(package_.size());
        reach(children_, package_);
        for (const Place one : std::span(package_).subspan(static_cast<std::size_t>(members))) {
            State& descendant = states_[one];
            descendant.ceiling = std::min(descendant.ceiling, rate);
            descendant.earliest_block =
                std::max(descendant.earliest_block, static_cast<std::uint8_t>(block));
            sum_ancestors(one);
            candidates_.push_back({score(one), one});
            std::push_heap(candidates_.begin(), candidates_.end());
        }
    }

    const std::vector<Mempool::Transaction>& transactions_;
    Relations parents_, children_;
    std::vector<State> states_;
    std::vector<Candidate> candidates_;  ///< a heap, the best on top
    std::vector<Place> marks_;           ///< the last search that came by
    Place mark_ = 0;
    std::vector<Place> ancestors_, package_;
    std::uint64_t steps_left_;
    PictureBuilder builder_;
};

/// The node has put them into chunks: each by the rate of its own.
MempoolPicture picture_of_chunks(const Mempool& mempool) {
    std::vector<std::pair<double, Place>> order;
    order.reserve(mempool.size());
    for (Place i = 0; i < mempool.size(); ++i) {
        const auto& one = mempool.transactions()[i];
        order.emplace_back(rate_of(one.chunk_fee, one.chunk_weight), i);
    }
    std::ranges::sort(order, std::greater());
    PictureBuilder builder;
    for (const auto& [rate, place] : order) {
        const auto& one = mempool.transactions()[place];
        builder.add({rate, one.weight, one.fee, 1});
    }
    return builder.finish();
}

}  // namespace

Result<MempoolPicture> picture_of(const Mempool& mempool) {
    const bool has_chunks = std::ranges::all_of(
        mempool.transactions(), [](const auto& one) { return one.chunk_weight > 0; });
    if (has_chunks) return picture_of_chunks(mempool);
    return PackageSelection(mempool, parent_pairs(mempool)).run();
}

}  // namespace nodewatch::bitcoin
