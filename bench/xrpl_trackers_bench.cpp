#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <malloc.h>

#include <random>
#include <string>
#include <vector>

#include "networks/xrpl/agreement.hpp"
#include "networks/xrpl/validation_tracker.hpp"

/// What one validationReceived costs behind the decoder, and what a validator costs in memory.
namespace nodewatch::xrpl {
namespace {

constexpr std::size_t validators = 35;  // as on the main network
constexpr std::size_t ledgers = 1'000;

Now at(Duration d) {
    return Now{from_unix_seconds(1'763'700'000) + d, SteadyTime{std::chrono::hours{1}} + d};
}

/// Validations of all validators for many ledgers, with keys as long as real ones.
struct Traffic {
    Traffic() {
        for (std::size_t i = 0; i < validators; ++i) {
            masters.push_back(fmt::format("nHU{:049}", i));
            signings.push_back(fmt::format("n9K{:049}", i));
        }
        for (std::size_t i = 0; i < ledgers; ++i)
            hashes.push_back(fmt::format("{:064X}", i));
    }
    ValidationReceived validation(std::size_t n) const {
        ValidationReceived v;
        std::size_t ledger = n / validators;
        v.signing_key = signings[n % validators];
        v.master_key = masters[n % validators];
        v.ledger_hash = hashes[ledger % ledgers];
        v.ledger_index = static_cast<std::uint32_t>(100'000'000 + ledger);
        v.full = true;
        v.cookie = 1;
        return v;
    }
    ValidatorsInfo list() const {
        ValidatorsInfo info;
        info.trusted_keys = masters;
        for (std::size_t i = 0; i < validators; ++i)
            info.signing_keys[masters[i]] = signings[i];
        info.validation_quorum = 28;
        return info;
    }
    LedgerClosed ledger(std::size_t number) const {
        LedgerClosed l;
        l.sequence = static_cast<std::uint32_t>(100'000'000 + number);
        l.hash = hashes[number % ledgers];
        return l;
    }
    std::vector<std::string> masters, signings, hashes;
};

const Traffic& traffic() {
    static const Traffic instance;
    return instance;
}

void trusted_validation(benchmark::State& state) {
    ValidationTracker tracker;
    tracker.set_trusted(traffic().list(), at(Duration{0}));
    std::size_t n = 0;
    for (auto _ : state) {
        tracker.validation(traffic().validation(n),
                           at(Duration{static_cast<std::int64_t>(n / 10)}));
        ++n;
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(trusted_validation);

/// One of 35 is ours; each ledger closes after its validations.
void validation_in_both_trackers(benchmark::State& state) {
    ValidationTracker validations;
    validations.set_trusted(traffic().list(), at(Duration{0}));
    AgreementTracker agreement;
    agreement.set_own_keys({traffic().masters[0], traffic().signings[0]}, at(Duration{0}));
    agreement.start_watching(at(Duration{0}));
    std::size_t n = 0;
    for (auto _ : state) {
        Now now = at(Duration{static_cast<std::int64_t>(n * 100)});
        ValidationReceived v = traffic().validation(n);
        validations.validation(v, now);
        agreement.validation(v, now);
        if (++n % validators == 0) {
            agreement.ledger_closed(traffic().ledger(n / validators - 1), now);
            agreement.tick(now);
        }
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(validation_in_both_trackers);

/// Hostile: random ledgers, all signed by our key. The heap must not grow with their number.
void million_random_events(benchmark::State& state) {
    for (auto _ : state) {
        std::mt19937 random(1);
        std::size_t before = mallinfo2().uordblks;
        AgreementTracker agreement;
        agreement.set_own_keys({traffic().masters[0]}, at(Duration{0}));
        agreement.start_watching(at(Duration{0}));
        ValidationReceived v = traffic().validation(0);
        LedgerClosed ledger = traffic().ledger(0);
        for (std::int64_t i = 0; i < 1'000'000; ++i) {
            Now now = at(Duration{i / 10});
            v.ledger_index = static_cast<std::uint32_t>(random());
            v.cookie = random() % 4;
            ledger.sequence = *v.ledger_index;
            if (i % 16 == 0)
                agreement.ledger_closed(ledger, now);
            else
                agreement.validation(v, now);
            if (i % 10'000 == 0) agreement.tick(now);
        }
        state.counters["heap_bytes"] = static_cast<double>(mallinfo2().uordblks - before);
    }
}
BENCHMARK(million_random_events)->Unit(benchmark::kMillisecond)->Iterations(1);

AgreementTracker day_of_ledgers() {
    AgreementTracker agreement;
    agreement.set_own_keys({traffic().masters[0]}, at(Duration{0}));
    agreement.start_watching(at(Duration{0}));
    for (std::size_t i = 0; i < 24'686; ++i) {
        Now now = at(Duration{static_cast<std::int64_t>(3'500 * i)});
        agreement.validation(traffic().validation(i * validators), now);
        agreement.ledger_closed(traffic().ledger(i), now);
        agreement.tick(now);
    }
    return agreement;
}

void save_a_day(benchmark::State& state) {
    std::size_t before = mallinfo2().uordblks;
    AgreementTracker agreement = day_of_ledgers();
    state.counters["heap_bytes"] = static_cast<double>(mallinfo2().uordblks - before);
    std::string document;
    for (auto _ : state)
        document = agreement.save(at(AgreementTracker::day));
    state.counters["document_bytes"] = static_cast<double>(document.size());
}
BENCHMARK(save_a_day)->Unit(benchmark::kMicrosecond);

void restore_a_day(benchmark::State& state) {
    std::string document = day_of_ledgers().save(at(AgreementTracker::day));
    AgreementTracker agreement;
    for (auto _ : state)
        benchmark::DoNotOptimize(agreement.restore(document, at(AgreementTracker::day)));
}
BENCHMARK(restore_a_day)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace nodewatch::xrpl
