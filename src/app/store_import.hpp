#pragma once

#include <cstdio>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/options.hpp"
#include "store/text_import.hpp"

namespace nodewatch::app {

struct ImportArguments {
    std::string source;  ///< a file, or "-" for standard input; gzip is unpacked
    /// Where not given, a file that is not packed shows it by its end.
    std::optional<store::TextFormat> format;
};

/// `nodewatch store import`: adds samples of any age to a history that no nodewatch has open; makes
/// the file when there is none. Of two samples of a series for one time that of the import counts.
/// What is older than the retention is refused: it would be deleted within the hour. Prints what
/// was taken, what was refused and why, and the malformed lines, which are passed over. True when
/// everything was taken.
Result<bool> import_store(const ImportArguments& arguments, store::StoreOptions options,
                          const Clock& clock, std::FILE* out);

}  // namespace nodewatch::app
