#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

/// Reading a whole file to say what is in it. Works beside a running store; reads committed rows
/// only, and everything, so it takes time in proportion to the file.
namespace nodewatch::store {

struct StoreInfo {
    std::uint64_t file_bytes = 0;
    std::uint64_t wal_bytes = 0;
    std::uint64_t free_bytes = 0;  ///< pages of the file that are not in use
    std::uint64_t series = 0;
    std::uint64_t merged_rows = 0;  ///< rows of the table of merged chunks
    std::uint64_t staged_rows = 0;
    std::uint64_t chunks = 0;
    std::uint64_t samples = 0;  ///< in chunks, each row of the file for itself
    std::int64_t first = 0;     ///< of the samples, unix ms; both 0 when there are none
    std::int64_t last = 0;
    std::uint64_t documents = 0;

    /// The whole file by its samples; 0 without samples.
    double bytes_per_sample() const {
        return samples == 0 ? 0.0 : static_cast<double>(file_bytes) / static_cast<double>(samples);
    }
};

Result<StoreInfo> inspect(const std::string& path);

struct Verification {
    std::uint64_t chunks = 0;  ///< blobs of all kinds that were looked at
    std::uint64_t damaged = 0;
    bool structure_is_sound = true;     ///< of the database itself, whatever is in its blobs
    std::vector<std::string> problems;  ///< the first hundred, each with its place
};

/// Asks SQLite to check the file's structure, then decodes every blob.
Result<Verification> verify(const std::string& path);

}  // namespace nodewatch::store
