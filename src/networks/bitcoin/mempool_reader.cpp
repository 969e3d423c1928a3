#include "networks/bitcoin/mempool_reader.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

#include "base/json_string.hpp"
#include "networks/bitcoin/fee_diagram.hpp"
#include "networks/bitcoin/measurements_mempool.hpp"
#include "networks/bitcoin/points.hpp"

namespace nodewatch::bitcoin {
namespace {

constexpr std::string_view list_method = "getrawmempool";
constexpr std::string_view entry_method = "getmempoolentry";
constexpr std::string_view diagram_method = "getmempoolfeeratediagram";
constexpr std::uint64_t first_version_with_diagram = 310'000;

constexpr Duration look_for_work{500};
/// A node takes seconds for a list of 150 MB.
constexpr Duration least_stream_timeout{120'000};
/// Entries asked for at once: some 150 KB, which is read in a millisecond.
constexpr std::size_t entries_at_once = 250;
/// Of more that are new, or of more than this part, all are read again.
constexpr std::size_t most_new = 1'000, most_new_part = 4;
/// After so many intervals without a success the values are not known any more.
constexpr int intervals_until_unknown = 3;
constexpr std::string_view not_there = "-5";  // RPC_INVALID_ADDRESS_OR_KEY

/// Takes all entries.
struct Filler : MempoolListener {
    explicit Filler(Mempool& to_fill) : mempool(to_fill) {}
    void on_entry(const MempoolEntry& entry) override { mempool.add(entry); }
    Mempool& mempool;
};

/// Takes all ids.
struct Lister : MempoolListener {
    explicit Lister(Mempool& to_list) : mempool(to_list) {}
    void on_txid(const Txid& id) override { mempool.list(id); }
    Mempool& mempool;
};

}  // namespace

MempoolReader::MempoolReader(SourceContext context, RpcClient& rpc, Requests& requests,
                             const Watcher& watcher, Publisher publisher, Duration request_timeout)
    : context_(context),
      rpc_(rpc),
      requests_(requests),
      watcher_(watcher),
      publisher_(publisher),
      stream_timeout_(std::max(request_timeout, least_stream_timeout)),
      table_(context.live, publisher.target()) {}

Task<void> MempoolReader::run() {
    for (;;) {
        co_await context_.clock.sleep_for(look_for_work);
        const std::string tip = watcher_.tip().value_or("");
        if (is_void())
            forget();
        else if (is_readable() && schedule_.is_due(tip, context_.clock.now().steady))
            co_await round(tip);
        retire_outdated();
    }
}

bool MempoolReader::is_void() const {
    return watcher_.is_forgotten() || watcher_.downloads_chain() ||
           (watcher_.mempool() && watcher_.mempool()->loaded == false);
}

/// Not while a single answer is missing, either: what is kept then waits for the next one.
bool MempoolReader::is_readable() const {
    // The version decides how: it is waited for where it is told.
    const bool knows_version =
        watcher_.version() || !requests_.may_ask("getnetworkinfo", context_.clock.now().steady);
    return knows_version && watcher_.answers() && watcher_.mempool();
}

bool MempoolReader::has_diagram() const {
    return watcher_.version().value_or(0) >= first_version_with_diagram &&
           requests_.may_ask(std::string(diagram_method), context_.clock.now().steady);
}

Task<void> MempoolReader::round(std::string tip) {
    const SteadyTime began = context_.clock.now().steady;
    const auto fetched = co_await fetch();
    const SteadyTime ended = context_.clock.now().steady;
    schedule_.note(std::move(tip), began, ended);
    if (fetched) publish(*fetched, began);
}

Task<Result<MempoolReader::Fetched>> MempoolReader::fetch() {
    if (has_diagram()) {
        auto fetched = co_await fetch_diagram();
        if (fetched || has_diagram()) co_return fetched;  // otherwise it was refused
    }
    if (!requests_.may_ask(std::string(list_method), context_.clock.now().steady))
        co_return failure(ErrorKind::unavailable, "not asked after a refusal");
    auto fetched = co_await fetch_transactions();
    co_return fetched;
}

Task<Result<MempoolReader::Fetched>> MempoolReader::fetch_diagram() {
    FeeDiagram diagram;
    const auto read = co_await stream({std::string(diagram_method)}, diagram);
    if (!read) co_return failure(read.error());
    mempool_.reset();  // not before: where the diagram is refused it is needed
    if (!diagram.is_whole) {
        const Error error{ErrorKind::too_large,
                          "the weights of the fee diagram go down, or it has too many steps"};
        requests_.note(std::string(diagram_method), failure(error), context_.clock.now());
        co_return failure(error);
    }
    auto work = [steps = std::move(diagram.steps)] { return picture_of(steps); };
    auto picture = co_await context_.pool.run(std::move(work));
    co_return Fetched{std::move(picture), *read};
}

Task<Result<MempoolReader::Fetched>> MempoolReader::fetch_transactions() {
    // A transaction that came back from a block is a parent again of those that stayed.
    if (reorganisations_ != watcher_.chain().reorganisations()) mempool_.reset();
    if (mempool_) {
        const auto updated = co_await update();
        if (!updated) co_return failure(updated.error());
        if (!*updated) mempool_.reset();
    }
    if (!mempool_) {
        const auto filled = co_await fill();
        if (!filled) co_return failure(filled.error());
    }
    auto work = [mempool = mempool_] { return picture_of(*mempool); };
    auto picture = co_await context_.pool.run(std::move(work));
    if (!picture) {
        requests_.note(std::string(list_method), failure(picture.error()), context_.clock.now());
        co_return failure(picture.error());
    }
    co_return Fetched{std::move(*picture), mempool_->left_out() + unusable_};
}

Task<Result<>> MempoolReader::fill() {
    auto mempool = std::make_shared<Mempool>();
    // Some will have come since they were counted.
    if (watcher_.mempool())
        mempool->reserve(
            static_cast<std::size_t>(watcher_.mempool()->transactions.value_or(0) * 1.1));
    reorganisations_ = watcher_.chain().reorganisations();
    Filler filler(*mempool);
    const auto read = co_await stream({std::string(list_method), "[true]"}, filler);
    if (!read) co_return failure(read.error());
    unusable_ = *read;
    mempool_ = std::move(mempool);
    co_return Result<>{};
}

/// False: too much is new for asking one by one.
Task<Result<bool>> MempoolReader::update() {
    mempool_->begin_listing();
    Lister lister(*mempool_);
    const auto listed = co_await stream({std::string(list_method), "[false]"}, lister);
    if (!listed) co_return failure(listed.error());
    unusable_ = *listed;
    const std::size_t count = mempool_->unknown().size();
    const bool many = count > std::max(most_new, mempool_->size() / most_new_part);
    const bool may_ask = requests_.may_ask(std::string(entry_method), context_.clock.now().steady);
    if (many || (count > 0 && !may_ask)) co_return false;
    auto work = [mempool = mempool_] {
        mempool->end_listing();
        return true;
    };
    co_await context_.pool.run(std::move(work));
    const auto fetched = co_await fetch_unknown();
    // One that may not ask for entries reads all of them again.
    if (!fetched && requests_.may_ask(std::string(entry_method), context_.clock.now().steady))
        co_return failure(fetched.error());
    co_return fetched.has_value();
}

Task<Result<>> MempoolReader::fetch_unknown() {
    std::vector<Txid> ids = mempool_->unknown();
    const std::size_t room = Mempool::max_transactions - mempool_->size();
    if (ids.size() > room) {
        unusable_ += ids.size() - room;
        ids.resize(room);
    }
    if (ids.empty()) co_return Result<>{};
    Result<> outcome;
    // The first goes alone: a node that refuses this method refuses every batch that has it.
    for (std::size_t begin = 0, count = 1; outcome && begin < ids.size();
         begin += count, count = std::min(entries_at_once, ids.size() - begin)) {
        const auto some = std::span(ids).subspan(begin, count);
        outcome = co_await fetch_entries({some.begin(), some.end()});
    }
    requests_.note(std::string(entry_method), outcome, context_.clock.now());
    co_return outcome;
}

/// By one request. Those that are gone meanwhile are no failure.
Task<Result<>> MempoolReader::fetch_entries(std::vector<Txid> ids) {
    std::vector<Call> calls;
    for (const Txid& id : ids)
        calls.push_back({std::string(entry_method), "[" + quote_json(to_string(id)) + "]"});
    std::vector<Result<std::string>> answers;
    if (calls.size() == 1) {
        auto answer = co_await rpc_.call(std::move(calls.front()));
        answers.push_back(std::move(answer));
    } else {
        auto all = co_await rpc_.call_all(std::move(calls));
        if (!all) co_return failure(all.error());
        answers = std::move(*all);
    }
    for (std::size_t i = 0; i < ids.size(); ++i) {
        if (!answers[i] && answers[i].error().code == not_there) continue;
        if (!answers[i]) co_return failure(answers[i].error());
        if (const auto entry = decode_mempool_entry(ids[i], *answers[i]))
            mempool_->add(*entry);
        else
            ++unusable_;
    }
    co_return Result<>{};
}

/// How many entries were of no use.
Task<Result<std::uint64_t>> MempoolReader::stream(Call call, MempoolListener& listener) {
    const std::string method = call.method;
    MempoolScanner scanner(listener);
    bool is_understood = true;
    const auto consume = [&](std::string_view piece) {
        is_understood = scanner.feed(piece);
        return is_understood;
    };
    Result<> outcome = co_await rpc_.stream(std::move(call), consume, stream_timeout_);
    const auto whole = scanner.finish();
    if ((outcome || !is_understood) && !whole) outcome = failure(whole.error().within(method));
    requests_.note(method, outcome, context_.clock.now());
    if (!outcome) co_return failure(outcome.error());
    co_return scanner.unusable();
}

void MempoolReader::publish(const Fetched& fetched, SteadyTime began) {
    const Now now = context_.clock.now();
    const Stamp stamp{now.wall, schedule_.interval()};
    const MempoolPicture& picture = fetched.picture;
    for (const Point& point : band_points(picture.bands, stamp))
        publisher_.publish(point);
    publisher_.publish(projected_point(picture, fetched.left_out, stamp));
    if (watcher_.mempool() && watcher_.mempool()->min_fee)
        publisher_.publish(recommended_point(
            recommended_fees(picture.blocks, *watcher_.mempool()->min_fee), stamp));
    else
        publisher_.retire(fee_recommended_measurement, now.wall);
    publisher_.publish(poll_point("mempool", elapsed(began, now.steady), stamp));
    table_.show(picture.blocks);
    published_ = now.steady;
}

void MempoolReader::forget() {
    schedule_.forget();
    mempool_.reset();
    retire();
}

/// What is not read must not stand still and look alive.
void MempoolReader::retire_outdated() {
    if (published_ && elapsed(*published_, context_.clock.now().steady) >=
                          intervals_until_unknown * schedule_.interval())
        retire();
}

void MempoolReader::retire() {
    if (!published_) return;
    published_.reset();
    table_.show({});
    const WallTime now = context_.clock.now().wall;
    for (const Measurement* measurement : std::initializer_list<const Measurement*>{
             &mempool_band_measurement, &mempool_projected_measurement,
             &fee_recommended_measurement})
        publisher_.retire(*measurement, now);
}

}  // namespace nodewatch::bitcoin
