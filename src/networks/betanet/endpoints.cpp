#include "networks/betanet/endpoints.hpp"

#include <algorithm>

namespace nodewatch::betanet {
namespace {

bool is_404(const EndpointState& endpoint) {
    return endpoint.error() && endpoint.error()->kind == ErrorKind::http_status &&
           endpoint.error()->code == "404";
}

std::size_t count(std::ptrdiff_t number) {
    return static_cast<std::size_t>(number);
}

}  // namespace

Endpoints::Endpoints(Dialect dialect, const TargetOptions& options)
    : dialect_(dialect), sources_(values().size()) {
    for (const EndpointSpec& spec : endpoints_of(dialect))
        if (is_wanted(spec, options)) list_.emplace_back(spec, options);
}

const EndpointState* Endpoints::find(std::string_view name) const {
    const auto found = std::ranges::find_if(
        list_, [name](const EndpointState& endpoint) { return endpoint.spec().name == name; });
    return found == list_.end() ? nullptr : &*found;
}

std::optional<Endpoints::Told> Endpoints::told_by(const EndpointState& endpoint, const Value& value,
                                                  SteadyTime now) const {
    const auto entry = endpoint.shown(now);
    if (!entry) return std::nullopt;
    const std::optional<double>& told = entry->value->*value.member;
    if (!told) return std::nullopt;
    return Told{*told, *endpoint.activity().last_success_steady};
}

bool Endpoints::choose_sources() {
    bool decided = false;
    for (std::size_t i = 0; i < values().size(); ++i) {
        const Value& value = values()[i];
        if (value.kind != ValueKind::counter || !sources_[i].empty()) continue;
        for (const std::string_view name : value.endpoints) {
            const EndpointState* endpoint = find(name);
            if (endpoint == nullptr) continue;
            if (!endpoint->answers()) break;
            if (*endpoint->answers() &&
                told_by(*endpoint, value, *endpoint->activity().last_success_steady)) {
                sources_[i] = name;
                decided = true;
                break;
            }
        }
    }
    return decided;
}

std::optional<Endpoints::Told> Endpoints::believed(std::size_t index, SteadyTime now) const {
    const Value& value = values()[index];
    if (value.kind == ValueKind::counter) {
        const EndpointState* source = find(sources_[index]);
        return source == nullptr ? std::nullopt : told_by(*source, value, now);
    }
    std::optional<Told> newest;
    for (const std::string_view name : value.endpoints) {
        const EndpointState* endpoint = find(name);
        if (endpoint == nullptr) continue;
        const auto told = told_by(*endpoint, value, now);
        if (told && endpoint->answers() == true) return told;
        if (told && (!newest || told->answered > newest->answered)) newest = told;
    }
    return newest;
}

Answer Endpoints::believed(SteadyTime now) const {
    Answer answer;
    for (std::size_t i = 0; i < values().size(); ++i)
        if (const auto told = believed(i, now)) answer.*values()[i].member = told->value;
    return answer;
}

const Answer* Endpoints::shown(bool (*is_told)(const Answer&), SteadyTime now) const {
    for (const EndpointState& endpoint : list_)
        if (const auto entry = endpoint.shown(now); entry && is_told(*entry->value))
            return entry->value;
    return nullptr;
}

std::optional<Duration> Endpoints::oldest_shown(SteadyTime now) const {
    std::optional<Duration> oldest;
    for (const EndpointState& endpoint : list_)
        if (const auto entry = endpoint.shown(now))
            oldest = std::max(oldest.value_or(Duration{0}), entry->age);
    return oldest;
}

std::optional<bool> Endpoints::any_answers() const {
    std::optional<bool> any;
    for (const EndpointState& endpoint : list_)
        if (endpoint.answers()) any = any.value_or(false) || *endpoint.answers();
    return any;
}

std::size_t Endpoints::answering() const {
    return count(std::ranges::count_if(
        list_, [](const EndpointState& endpoint) { return endpoint.answers() == true; }));
}

std::size_t Endpoints::not_there() const {
    return count(std::ranges::count_if(list_, is_404));
}

std::size_t Endpoints::not_understood() const {
    return count(std::ranges::count_if(list_, [](const EndpointState& endpoint) {
        return endpoint.error() && endpoint.error()->kind == ErrorKind::parse;
    }));
}

std::optional<Error> Endpoints::error() const {
    std::optional<Error> first;
    for (const EndpointState& endpoint : list_) {
        if (!endpoint.error()) continue;
        if (!is_404(endpoint)) return endpoint.error();
        if (!first) first = endpoint.error();
    }
    return first;
}

std::vector<std::string> Endpoints::failing() const {
    std::vector<std::string> names;
    for (const EndpointState& endpoint : list_)
        if (endpoint.error()) names.emplace_back(endpoint.spec().name);
    return names;
}

const Retry* Endpoints::retry() const {
    for (const EndpointState& endpoint : list_)
        if (endpoint.retry() && endpoint.answers() != false) return &*endpoint.retry();
    return nullptr;
}

std::optional<SteadyTime> Endpoints::last_success() const {
    std::optional<SteadyTime> last;
    for (const EndpointState& endpoint : list_)
        last = std::max(last, endpoint.activity().last_success_steady);
    return last;
}

}  // namespace nodewatch::betanet
