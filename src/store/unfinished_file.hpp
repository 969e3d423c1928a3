#pragma once

#include <string>

#include "base/result.hpp"

namespace nodewatch::store {

/// A database that is written under another name until it is whole. What a failure leaves of it is
/// removed, with the files that SQLite keeps beside it, and so is what an earlier one left.
class UnfinishedFile {
public:
    /// `configuration` when `target` is there already: nothing is overwritten.
    static Result<UnfinishedFile> begin(const std::string& target);
    UnfinishedFile(UnfinishedFile&& other) noexcept;
    UnfinishedFile& operator=(UnfinishedFile&&) = delete;
    ~UnfinishedFile();

    const std::string& path() const { return path_; }
    /// Gives it its name. No connection has it open any more.
    Result<> finish();

private:
    explicit UnfinishedFile(const std::string& target)
        : target_(target), path_(target + ".unfinished") {}
    void remove() const;

    std::string target_;
    std::string path_;  ///< empty: nothing is left to be removed
};

}  // namespace nodewatch::store
