#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.hpp"
#include "base/time.hpp"
#include "networks/xrpl/ledger_hash.hpp"
#include "networks/xrpl/messages.hpp"
#include "networks/xrpl/version.hpp"

namespace nodewatch::xrpl {

/// One trusted validator as its validations show it.
struct TrustedValidator {
    std::size_t slot = 0;     ///< its bit in SignedHash::voters, for as long as it is listed
    std::string key;          ///< as the list names it: master key, or a plain validation key
    std::string signing_key;  ///< as the list maps it; empty when not known
    bool negative_unl = false;
    std::optional<std::uint32_t> last_sequence;  ///< of its last full validation
    std::optional<std::uint32_t> listed_at;      ///< newest signed ledger when it became trusted
    std::optional<Version> version;              ///< as its validations tell, about each 17 minutes
    /// Of the ledgers that reached the quorum and do not lie about a gap (is_by_gap): those that it
    /// signed, and those that it did not, or with another hash. Counted settled_after ledgers
    /// later.
    std::uint64_t agreed = 0, missed = 0;
};

/// The hash of one ledger index that most trusted validators signed.
struct LedgerTally {
    std::uint32_t sequence = 0;
    LedgerHash hash;
    std::size_t validators = 0;  ///< distinct, trusted, full, not on the negative UNL
    std::size_t hashes = 0;      ///< different hashes that were signed for this index
    bool quorum = false;
    Now first_at{};
};

/// One of the hashes that were signed for a ledger index.
struct SignedHash {
    static constexpr std::size_t max_validators = 256;
    LedgerHash hash;
    std::size_t validators = 0;          ///< trusted, full, not on the negative UNL
    std::bitset<max_validators> voters;  ///< by slot, those on the negative UNL too
    bool quorum = false;
};

struct QuorumReached {
    std::uint32_t sequence = 0;
    LedgerHash hash;
    Now at{};
};

/// Our node validated another ledger than the quorum of its own trusted validators.
struct ForkFinding {
    std::uint32_t sequence = 0;
    LedgerHash ours, quorum;
    Now at{};
};

/// Counts of what was not used, by reason. All only grow.
struct ValidationCounts {
    std::uint64_t checked = 0;    ///< every validation of anyone
    std::uint64_t trusted = 0;    ///< of a trusted validator
    std::uint64_t untrusted = 0;  ///< of anyone else; all while the trusted set is unknown
    std::uint64_t malformed = 0;  ///< trusted, but without ledger index or with a hash that is none
    std::uint64_t conflicting = 0;          ///< a validator signed a second hash for one index
    std::uint64_t too_old = 0;              ///< for an index that has left the table
    std::uint64_t too_many_hashes = 0;      ///< over max_hashes for one index
    std::uint64_t too_many_validators = 0;  ///< listed validators over max_validators
};

/// Which ledgers the trusted validators sign, and whether they are enough. One validation costs a
/// hash table look-up and no allocation; memory has a fixed bound.
class ValidationTracker {
public:
    static constexpr std::size_t max_validators = SignedHash::max_validators;
    static constexpr std::size_t max_ledgers = 128;  ///< newest indexes that are remembered
    static constexpr std::size_t max_hashes = 4;     ///< for one index
    /// A validator without a full validation for so many ledgers, about a minute, is silent.
    static constexpr std::uint32_t silent_after = 15;
    /// A validation that comes later than so many ledgers, half a minute, is not counted as agreed.
    static constexpr std::uint32_t settled_after = 8;

    ValidationTracker();

    /// Trusted validators, negative UNL and quorum. Validators that stay keep their state.
    void set_trusted(const ValidatorsInfo& info, Now now);
    /// Quorum alone, from server_info. xrpl::quorum_unreachable is one that nobody reaches.
    void set_quorum(std::optional<std::uint64_t> quorum, Now now);
    std::optional<std::uint64_t> quorum() const { return quorum_; }
    bool trusted_known() const { return trusted_known_; }

    void validation(const ValidationReceived& v, Now now);
    /// What our node holds for validated: ledgerClosed, or validated_ledger of server_info.
    void node_validated(std::uint32_t sequence, std::string_view hash, Now now);
    /// Validations may be missed from here on: whether the node is on a fork is open until the next
    /// ledger is compared, and nobody is said to have missed the ledgers about now.
    void interrupted();

    const ValidationCounts& counts() const { return counts_; }
    /// Trusted validators in the order of their keys.
    std::vector<TrustedValidator> validators() const;
    std::size_t trusted_count() const;
    /// Those of them that are silent.
    std::vector<TrustedValidator> silent_validators() const;

    /// The remembered state of an index; nothing when no trusted validation for it is there.
    std::optional<LedgerTally> ledger(std::uint32_t sequence) const;
    /// The hashes that were signed for an index, in the order of their arrival.
    std::vector<SignedHash> signatures(std::uint32_t sequence) const;
    /// Whether validations for an index may have been missed: our stream was interrupted about
    /// then, or the index before or after it did not reach the quorum here, as when the node was
    /// cut off from its peers. Who is not known to have signed it may have.
    bool is_by_gap(std::uint32_t sequence) const;
    /// The newest index that a trusted validator has signed.
    std::optional<LedgerTally> newest() const;
    /// Up to `limit` remembered ledgers, newest first.
    std::vector<LedgerTally> recent(std::size_t limit) const;

    /// The newest ledger that reached the quorum, and when.
    const std::optional<QuorumReached>& last_quorum() const { return last_quorum_; }
    /// Ledgers that reached it.
    std::uint64_t quorum_total() const { return quorum_total_; }

    /// The last ledger that could be compared differs. Nothing while none could be compared.
    std::optional<bool> fork_suspected() const { return fork_suspected_; }
    std::uint64_t forks_total() const { return forks_total_; }
    const std::optional<ForkFinding>& last_fork() const { return last_fork_; }

private:
    using Voters = std::bitset<max_validators>;
    struct Candidate {
        LedgerHash hash;
        Voters voters;
        std::size_t count = 0;  ///< voters that are not on the negative UNL
    };
    struct Ledger {
        std::uint32_t sequence = 0;
        bool used = false;
        std::optional<std::uint8_t> quorum_candidate;
        std::uint8_t candidates = 0;
        bool compared = false;
        bool settled = false;  ///< counted for its validators
        bool interrupted = false;
        std::optional<LedgerHash> node_hash;
        Now first_at{};
        SteadyTime touched{};
        std::array<Candidate, max_hashes> candidate;
    };
    struct Slot {
        TrustedValidator validator;
        bool used = false;
    };
    using SlotByKey = std::unordered_map<std::string, std::size_t, TextHash, std::equal_to<>>;

    std::optional<std::size_t> slot_of(const ValidationReceived& v) const;
    void release_unlisted(const std::vector<std::string>& keys);
    void take_slot(const std::string& key);
    void recount(Now now);

    const Ledger* find(std::uint32_t sequence) const;
    bool has_quorum(std::uint32_t sequence) const;
    Ledger* ledger_for(std::uint32_t sequence, Now now);
    void add_vote(Ledger& ledger, std::size_t slot, const LedgerHash& hash, Now now);
    void check_quorum(Ledger& ledger, std::uint8_t candidate, Now now);
    void compare_with_node(Ledger& ledger, Now now);
    void settle(std::uint32_t sequence);
    static LedgerTally tally(const Ledger& ledger);

    std::vector<Slot> slots_;
    SlotByKey slot_by_key_;
    Voters negative_;
    bool trusted_known_ = false;
    std::optional<std::uint64_t> quorum_;
    std::vector<Ledger> ledgers_;  ///< at sequence % max_ledgers
    ValidationCounts counts_;
    std::optional<QuorumReached> last_quorum_;
    std::uint64_t quorum_total_ = 0;
    std::optional<bool> fork_suspected_;
    std::uint64_t forks_total_ = 0;
    std::optional<ForkFinding> last_fork_;
    /// Ledgers up to this one, the second after an interruption, may lack validations. Absent: the
    /// first ledger after one is awaited.
    std::optional<std::uint32_t> incomplete_through_;
};

}  // namespace nodewatch::xrpl
