#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "networks/condition_state.hpp"
#include "telemetry/status.hpp"

namespace nodewatch {

/// What holds of a condition whatever happens.
struct ConditionTrait {
    std::string_view code;   ///< stable: "node_down"
    Duration enter_after{};  ///< signs must last so long before the condition is entered
    bool critical = false;
    Duration leave_after{};  ///< and be away so long before it is left
};

/// The conditions of one target: all values of an enum that counts from 0, each with its trait. A
/// base class: what gives signs, and what is said of them, is the network's.
template <typename Condition, std::size_t count>
class ConditionSet {
public:
    /// Absent while it cannot be judged.
    std::optional<bool> holds(Condition condition) const {
        return states_[place(condition)].holds();
    }
    bool active(Condition condition) const { return holds(condition).value_or(false); }
    bool any_active() const {
        return std::ranges::any_of(states_,
                                   [](const auto& state) { return state.holds() == true; });
    }

protected:
    using Traits = std::array<ConditionTrait, count>;

    explicit ConditionSet(const Traits& traits) : traits_(traits) {}

    void enter_after(Condition condition, Duration time) {
        traits_[place(condition)].enter_after = time;
    }

    /// Signs of each, absent where they cannot be judged. True when one was entered or left, or
    /// became known or unknown.
    template <typename Signs>
    bool judge_all(const Signs& signs, Now now) {
        bool changed = false;
        for (std::size_t i = 0; i < count; ++i) {
            const ConditionTrait& trait = traits_[i];
            if (states_[i].update(signs(static_cast<Condition>(i)), trait.enter_after,
                                  trait.leave_after, now))
                changed = true;
        }
        return changed;
    }

    /// Those that hold, in their order, each with a sentence for the operator.
    template <typename Describe>
    std::vector<StatusReason> reasons_by(const Describe& describe) const {
        std::vector<StatusReason> reasons;
        for (std::size_t i = 0; i < count; ++i) {
            const auto condition = static_cast<Condition>(i);
            if (!active(condition)) continue;
            reasons.push_back({.code = std::string(traits_[i].code),
                               .message = describe(condition),
                               .since = states_[i].since(),
                               .critical = traits_[i].critical});
        }
        return reasons;
    }

private:
    static std::size_t place(Condition condition) { return static_cast<std::size_t>(condition); }

    Traits traits_;
    std::array<ConditionState, count> states_;
};

}  // namespace nodewatch
