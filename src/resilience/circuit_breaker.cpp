#include "resilience/circuit_breaker.hpp"

#include <algorithm>
#include <utility>

#include "base/strings.hpp"

namespace nodewatch {

std::string_view to_string(BreakerState state) {
    switch (state) {
        case BreakerState::closed:
            return "closed";
        case BreakerState::open:
            return "open";
        case BreakerState::half_open:
            return "half_open";
    }
    std::unreachable();
}

bool counts_against_service(const Error& error) {
    switch (error.kind) {
        case ErrorKind::timeout:
        case ErrorKind::dns:
        case ErrorKind::refused:
        case ErrorKind::tls:
        case ErrorKind::transport:
        case ErrorKind::closed:
            return true;
        case ErrorKind::http_status: {
            const auto status = parse_uint(error.code);
            return status && (*status == 429 || *status >= 500);
        }
        default:
            return false;
    }
}

CircuitBreaker::Permit::Permit(Permit&& other) noexcept
    : breaker_(std::exchange(other.breaker_, nullptr)), generation_(other.generation_) {}

CircuitBreaker::Permit& CircuitBreaker::Permit::operator=(Permit&& other) noexcept {
    std::swap(breaker_, other.breaker_);
    std::swap(generation_, other.generation_);
    return *this;
}

CircuitBreaker::Permit::~Permit() {
    if (breaker_) breaker_->on_release(generation_);
}

void CircuitBreaker::Permit::succeeded(SteadyTime) {
    if (auto* breaker = std::exchange(breaker_, nullptr)) breaker->on_success(generation_);
}

void CircuitBreaker::Permit::failed(SteadyTime now) {
    if (auto* breaker = std::exchange(breaker_, nullptr)) breaker->on_failure(generation_, now);
}

void CircuitBreaker::Permit::failed(const Error& error, SteadyTime now) {
    if (counts_against_service(error)) {
        failed(now);
    } else if (auto* breaker = std::exchange(breaker_, nullptr)) {
        breaker->on_release(generation_);
    }
}

std::optional<CircuitBreaker::Permit> CircuitBreaker::ask(SteadyTime now) {
    if (state() == BreakerState::open && now >= *snapshot_.open_until) {
        snapshot_.state = BreakerState::half_open;
        snapshot_.open_until.reset();
        ++snapshot_.half_opened;
        ++generation_;
        probing_ = false;
    }
    const bool allowed =
        state() == BreakerState::closed || (state() == BreakerState::half_open && !probing_);
    if (!allowed) return std::nullopt;
    probing_ = state() == BreakerState::half_open;
    return Permit(*this, generation_);
}

void CircuitBreaker::on_success(std::uint64_t generation) {
    if (generation != generation_) return;
    snapshot_.consecutive_failures = 0;
    if (state() != BreakerState::half_open) return;
    snapshot_.state = BreakerState::closed;
    ++snapshot_.closed;
    ++generation_;
    next_open_time_ = policy_.open_time;
}

void CircuitBreaker::on_failure(std::uint64_t generation, SteadyTime now) {
    if (generation != generation_) return;
    ++snapshot_.consecutive_failures;
    if (state() == BreakerState::half_open ||
        snapshot_.consecutive_failures >= policy_.failure_threshold)
        open(now);
}

void CircuitBreaker::on_release(std::uint64_t generation) {
    if (generation == generation_) probing_ = false;
}

Duration CircuitBreaker::open_time() const {
    if (policy_.jitter == 0) return next_open_time_;
    const double longer = policy_.jitter * random_() * static_cast<double>(next_open_time_.count());
    return next_open_time_ + Duration{static_cast<Duration::rep>(longer)};
}

void CircuitBreaker::open(SteadyTime now) {
    if (state() == BreakerState::half_open) ++snapshot_.reopened;
    snapshot_.state = BreakerState::open;
    snapshot_.open_until = now + open_time();
    ++snapshot_.opened;
    ++generation_;
    const auto longer = static_cast<double>(next_open_time_.count()) * policy_.growth;
    const auto bound = static_cast<double>(policy_.max_open_time.count());
    next_open_time_ = Duration{static_cast<Duration::rep>(std::min(longer, bound))};
}

}  // namespace nodewatch
