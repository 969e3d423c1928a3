#pragma once

#include <cstdio>
#include <string>

#include "base/result.hpp"
#include "networks/network.hpp"

/// `nodewatch store ...`: what an operator does with the file of the history. All of them block.
namespace nodewatch::app {

/// Size, series, samples and bytes a sample, in all and by measurement. Beside a running nodewatch.
Result<> print_store_info(const std::string& path, std::FILE* out);

/// Decodes everything; true when nothing is damaged. Beside a running nodewatch.
Result<bool> verify_store(const std::string& path, std::FILE* out);

/// Brings the file to its smallest. Not beside a running nodewatch.
Result<> compact_store(const std::string& path, std::FILE* out);

/// A copy of the file as it is now. Beside a running nodewatch.
Result<> back_up_store(const std::string& path, const std::string& target, std::FILE* out);

enum class ExportFormat : std::uint8_t { prometheus, open_metrics };

/// All samples with their times, series by series, from a copy of the file that is removed at the
/// end. Beside a running nodewatch. Stale markers are left out: the formats have none.
Result<> export_store(const std::string& path, ExportFormat format, std::FILE* out);

}  // namespace nodewatch::app
