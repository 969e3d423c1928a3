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

/// Brings the file to its smallest. Not beside a running nodewatch. Of a file with damaged parts
/// what is whole is kept, and the damage is an error; one whose structure is damaged is not
/// touched.
Result<> compact_store(const std::string& path, std::FILE* out);

/// A copy of the file as it is now. Beside a running nodewatch. Damaged parts go into the copy, and
/// are an error.
Result<> back_up_store(const std::string& path, const std::string& target, std::FILE* out);

/// `configuration` when there is no such file.
Result<> must_exist(const std::string& path);

}  // namespace nodewatch::app
