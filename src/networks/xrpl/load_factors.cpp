#include "networks/xrpl/load_factors.hpp"

#include "networks/xrpl/answer.hpp"

namespace nodewatch::xrpl {

LoadFactors read_raw_load_factors(const json::Element& from) {
    auto in_units_of = [&from](std::optional<double> unit,
                               std::string_view key) -> std::optional<double> {
        auto value = amount(from, key);
        if (!value || !unit || *unit <= 0) {
            return std::nullopt;
        }
        return *value / *unit;
    };
    const auto base = amount(from, "load_base");
    const auto reference = amount(from, "load_factor_fee_reference");
    return LoadFactors{.all = in_units_of(base, "load_factor"),
                       .server = in_units_of(base, "load_factor_server"),
                       .fee_escalation = in_units_of(reference, "load_factor_fee_escalation"),
                       .fee_queue = in_units_of(reference, "load_factor_fee_queue")};
}

}  // namespace nodewatch::xrpl
