#include "networks/country_centres.hpp"

#include <algorithm>
#include <array>

namespace nodewatch {
namespace {

struct Country {
    std::string_view code;
    Coordinates middle;
};

constexpr auto countries = std::to_array<Country>({
#include "networks/country_centres.inc"
});

static_assert(std::ranges::is_sorted(countries, {}, &Country::code));

}  // namespace

std::optional<Coordinates> middle_of_country(std::string_view code) {
    const auto found = std::ranges::lower_bound(countries, code, {}, &Country::code);
    if (found == countries.end() || found->code != code) return std::nullopt;
    return found->middle;
}

}  // namespace nodewatch
