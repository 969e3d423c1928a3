#pragma once

#include <cstdio>
#include <string>

#include "base/result.hpp"
#include "store/text_import.hpp"

namespace nodewatch::app {

/// `nodewatch store export`: all samples with their times, series by series, as of one moment.
/// Beside a running nodewatch, which does not notice (store/snapshot.hpp). What an import of the
/// text exports again is the same text. Stale markers are left out: the formats have none.
Result<> export_store(const std::string& path, store::TextFormat format, std::FILE* out);

}  // namespace nodewatch::app
