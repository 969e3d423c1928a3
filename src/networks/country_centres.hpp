#pragma once

#include <optional>
#include <string_view>

namespace nodewatch {

struct Coordinates {
    double latitude = 0, longitude = 0;  ///< degrees; north and east are positive
};

/// The middle of a country's largest piece of land, from the borders of Natural Earth (public
/// domain); tools/country_centres.py computed it. `code`: ISO 3166-1, two capital letters. Nothing
/// for a code that is unknown, or has no land of its own there.
std::optional<Coordinates> middle_of_country(std::string_view code);

}  // namespace nodewatch
