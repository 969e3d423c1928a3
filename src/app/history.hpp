#pragma once

#include <filesystem>
#include <memory>

#include "api/health.hpp"
#include "app/configuration.hpp"
#include "base/clock.hpp"
#include "base/worker_pool.hpp"
#include "store/documents.hpp"
#include "store/store.hpp"
#include "telemetry/hub.hpp"

namespace nodewatch::app {

/// What of a store's status an operator must hear of; `before` is the status of the report before.
/// Failed while samples are lost, degraded by all that costs no new sample yet.
std::vector<api::ProgramProblem> problems_of(const store::StoreStatus& status,
                                             const store::StoreStatus& before);

/// The store of the running program: takes what the Hub hands out, holds the documents of the
/// sources, and tells of itself.
class History {
public:
    /// Opens the file, or makes it.
    static Result<std::unique_ptr<History>> open(store::StoreOptions options, Clock& clock,
                                                 WorkerPool& pool);

    /// Once, before the first point. The hub outlives this.
    void attach(Hub& hub);
    /// Keeps the events that come. Once, before the first one; the log adds nothing after this is
    /// gone.
    void keep(EventLog& events);
    store::Store& store() { return *store_; }
    StateStore& documents() { return documents_; }
    /// As of the last report, 5 s ago at most. Loop thread.
    const std::vector<api::ProgramProblem>& problems() const { return problems_; }

    /// Ends series that went silent, about every second, and publishes what the store tells of
    /// itself, until cancelled. Loop thread.
    Task<void> run(Publisher publisher);

private:
    struct Report {
        store::StoreStatus store;
        std::optional<std::filesystem::space_info> space;  ///< of the file system; none: unknown
    };
    History(std::unique_ptr<store::Store> store, std::string path, Clock& clock, WorkerPool& pool);
    Report report() const;  ///< reads files
    void publish(Publisher& publisher, const Report& report) const;

    std::unique_ptr<store::Store> store_;
    std::filesystem::path path_;
    Clock& clock_;
    WorkerPool& pool_;
    store::StoreStateStore documents_;
    std::vector<api::ProgramProblem> problems_;
};

/// Folder of the demo's history, of this process alone; removed with the object.
class TemporaryDataDir {
public:
    static Result<std::unique_ptr<TemporaryDataDir>> make();
    ~TemporaryDataDir();
    TemporaryDataDir(const TemporaryDataDir&) = delete;
    TemporaryDataDir& operator=(const TemporaryDataDir&) = delete;
    const std::string& path() const { return path_; }

private:
    explicit TemporaryDataDir(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

}  // namespace nodewatch::app
