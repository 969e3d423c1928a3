#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "sim/xrpl/recording.hpp"

namespace nodewatch::sim::xrpl {

/// Ready WebSocket frames of one ledger: a validation of each validator, then the ledger itself.
class FloodMessages {
public:
    /// Takes the recorded validations in turn and gives each validator keys of its own.
    static Result<FloodMessages> make(const Recording& recording, std::size_t validators);

    /// Appends the frames of a ledger.
    void append(std::uint32_t sequence, std::string& frames) const;
    std::size_t validations_per_ledger() const { return validators_; }

private:
    /// Where in the frames of a ledger something changes with its number.
    struct Patch {
        std::size_t position;
        std::size_t width;
        bool hash;  ///< the beginning of the ledger's hash; otherwise its number
    };
    void add(std::string text);

    std::size_t validators_ = 0;
    std::string frames_;
    std::vector<Patch> patches_;
};

}  // namespace nodewatch::sim::xrpl
