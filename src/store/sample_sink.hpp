#pragma once

#include <cstddef>
#include <span>

#include "store/head.hpp"
#include "store/labels.hpp"

namespace nodewatch::store {

/// What readers of imports gather before they hand it on.
inline constexpr std::size_t samples_at_once = 16'384;

/// Where imports put samples. Not for the loop thread: it may wait for the disk. One thread at a
/// time.
class SampleSink {
public:
    virtual ~SampleSink() = default;

    /// The number under which samples of these labels are given to append(); it holds as long as
    /// the sink. `too_large` at the limit of series.
    virtual Result<SeriesId> series(const Labels& labels) = 0;

    /// Samples in any order. Those that are refused are counted, no error. `file` when the disk
    /// takes nothing.
    virtual Result<Head::Counts> append(std::span<const Head::Sample> samples) = 0;
};

}  // namespace nodewatch::store
