// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/enum.hpp>

#include "htabsim/model/hpt/digest.h"
#include "htabsim/model/hpt/entry_filter.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/htab/stream_format.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// What a reader of the stream may rely on.
enum class StreamPromise : std::uint8_t {
  no_phantom,       ///< each reported entry was the guest's view at some instant within the read
  no_lost_update,   ///< after the end the receiver has what the guest has, R and C included
  only_changes,     ///< a later pass reports an entry only if it changed since the last report
  framing,          ///< indexes rise, runs do not overlap, no header is empty, count is kept
  zero_means_none,  ///< 0 only if nothing from the cursor to the end has changed
  bolted_only,      ///< a bolted-only stream holds bolted entries and invalidations only
  one_table,        ///< what a descriptor sends is of one table; the client keeps this one
};
BOOST_DESCRIBE_ENUM(StreamPromise, no_phantom, no_lost_update, only_changes, framing,
                    zero_means_none, bolted_only, one_table)

inline constexpr std::size_t kStreamPromises = 7;

struct PromiseViolation {
  StreamPromise promise = StreamPromise::no_phantom;
  HpteIndex index;
  Cycles cycle;
  std::string text;  ///< both values, or what was expected
};

/// Proves or refutes the stream's promises from outside: its owner tells it each change of the
/// table and the bytes of each read. It knows nothing of how the reader works.
///
/// While software holds an entry's lock, the guest's view is the view from before, with R and C
/// that hardware adds; unlocking publishes the new view. An entry that is being removed loses VALID
/// and ABSENT some time before that. Readers that count invalid entries without the lock may then
/// take it for gone (R58), so until the unlocking both views are right.
///
/// R and C that hardware has set make an entry dirty only while the entry is VALID (R25). An update
/// that has cleared VALID hides them from readers that look without the lock, and notes them before
/// it ends. For the zero_means_none promise they count as changed when the update ends. A reader
/// that must miss nothing scans while no update is under way.
///
/// When the table is replaced, a descriptor's cursor and pass stay, and moved entries keep MODIFIED
/// as it was (R56). So the kernel cannot keep zero_means_none for a descriptor that is read on: of
/// the entries that are gone, or lie elsewhere, it says nothing. The client must open one anew.
///
/// R and C of a removed entry must not be lost either. They are final when the lock of an entry
/// that has lost VALID is released, and must be in the guest's dword 1 by then, which H_REMOVE
/// returns (facts F3, R51).
class StreamPromises {
 public:
  /// Watches `image` from its present state on. The receiver starts with an empty table.
  StreamPromises(const HptImage& image, HeaderOrder order);

  /// Watches a copy of the image instead, from the same state on.
  void watch(const HptImage& copy) { image_ = &copy; }

  /// To be told of each change of entry `index` or of its reverse-map word. A reader's store to the
  /// latter is the instant of that reader's snapshot, unless it leaves MODIFIED and the read does
  /// not report the entry; a store of hardware is of R or C.
  enum class Author : std::uint8_t { kAnyone, kReader, kHardware };
  /// Whether all that begins from now on sees the change. On POWER a store may still be missed
  /// until its processor has done a sync (facts O14a). To reads that begin until then the view from
  /// before is as good, and the change is none that 0 must not hide.
  enum class Visible : std::uint8_t { kToAll, kNotYet };
  /// Returns a name for the change.
  std::uint64_t on_change(HpteIndex index, Cycles cycle, Author author,
                          Visible visible = Visible::kToAll);
  /// To be told when a change that was not visible to all is so now.
  void on_visible(std::uint64_t change);

  /// To be told that the image holds another table from now on.
  void on_table_switched(Cycles cycle);

  /// There is another receiver from now on, with an empty table.
  void renew_receiver() { received_ = {}; }
  void on_open(int descriptor, EntryFilter filter, HpteIndex start);
  void on_close(int descriptor);
  void on_read_begin(int descriptor);
  /// `data` is what the read returned, at most `count` bytes.
  void on_read_end(int descriptor, std::span<const std::byte> data, std::size_t count,
                   Cycles cycle);

  /// Compares the receiver's table with the guest's view. To be called when the stream is complete
  /// and the table at rest.
  void check_receiver(Cycles cycle);

  [[nodiscard]] std::uint64_t violations() const;
  [[nodiscard]] std::uint64_t violations(StreamPromise promise) const {
    return counts_[static_cast<std::size_t>(promise)];
  }
  [[nodiscard]] const std::vector<PromiseViolation>& first_violations() const { return kept_; }
  [[nodiscard]] std::uint64_t entries_checked() const { return entries_checked_; }
  /// Adds all that later verdicts depend on. `renamed` has the number that each descriptor has
  /// instead of its own; beyond its end they keep theirs.
  void add_state(Digest& digest, std::span<const unsigned> renamed = {}) const;
  /// Number of changes and rewritings of the guest's view since the last call.
  std::uint64_t take_changes();
  /// The same, without ending the count.
  [[nodiscard]] std::uint64_t changes() const { return changes_; }

 private:
  struct Version {
    HpteIndex index;
    Hpte before;
  };
  /// A change that may still be missed.
  struct Unseen {
    std::uint64_t change = 0;
    Version version;
  };
  struct Reader {
    EntryFilter filter = EntryFilter::all;
    HpteIndex cursor;
    bool first_pass = true;
    bool reading = false;
    bool of_old_table = false;  // and nobody has been told
    std::uint64_t begin = 0;    // sequence number at the start of the read
    std::size_t history_begin = 0;
    std::vector<std::uint64_t> unseen;  // changes that the read may miss
  };

  /// The first entry from `index` on of which anything is known but that it is invalid.
  [[nodiscard]] HpteIndex next_known(HpteIndex index) const;
  [[nodiscard]] bool takes_note(HpteIndex index);
  [[nodiscard]] bool is_being_removed(HpteIndex index) const;
  [[nodiscard]] bool has_pending_rc(HpteIndex index) const;
  void note_reader(HpteIndex index, bool noted);
  void note_reported(HpteIndex index);
  void note_snapshot(HpteIndex index);
  void note_moved(HpteIndex index);
  void note_change(HpteIndex index, bool noted);
  void follow_hidden(HpteIndex index);
  void check_final_rc(HpteIndex index, Author author, Cycles cycle);
  [[nodiscard]] bool has_come_back(const Reader& reader, HpteIndex index) const;
  [[nodiscard]] bool reading() const;
  /// Whether the read must have seen the change.
  [[nodiscard]] static bool must_see(const Reader& reader, std::uint64_t change);
  [[nodiscard]] std::uint64_t last_hardware_change(HpteIndex index) const;
  void add_unseen(Digest& digest) const;
  [[nodiscard]] Hpte view_now(HpteIndex index, Hpte published) const;
  void check_order(const Reader& reader, const HtabGroupHeader& header, Cycles cycle);
  void check_groups(Reader& reader, std::span<const std::byte> data, Cycles cycle);
  void check_invalid(Reader& reader, HpteIndex index, HpteIndex end, Cycles cycle);
  void check_entry(Reader& reader, HpteIndex index, Hpte reported, Cycles cycle);
  void check_zero(Reader& reader, Cycles cycle);
  [[nodiscard]] bool was_view(const Reader& reader, HpteIndex index, Hpte reported) const;
  [[nodiscard]] static bool same(const Reader& reader, Hpte view, Hpte reported);
  void add_reader(Digest& digest, const Reader& reader) const;
  void add_history(Digest& digest, const Reader& reader) const;
  void violate(StreamPromise promise, HpteIndex index, Cycles cycle, std::string text);

  const HptImage* image_;
  HeaderOrder order_;
  EntryFilter sent_ = EntryFilter::all;            // what the last opened descriptor sends
  SparseArray<Hpte> published_;                    // the guest's view of each entry
  SparseArray<Hpte> received_;                     // what the receiver has of it
  SparseArray<std::uint8_t> noted_;                // whether its MODIFIED was set
  SparseArray<std::uint64_t> snapshot_;            // sequence number of a reader's last snapshot
  std::map<HpteIndex, std::uint64_t> unreported_;  // changed entries and when they changed
  std::set<HpteIndex> hidden_;                     // VALID is gone for an update under way
  std::set<HpteIndex> losing_;                     // were VALID under the lock that is held
  // Entries whose MODIFIED a reader has left in the read under way, and when:
  std::map<HpteIndex, std::uint64_t> left_modified_;
  std::vector<Version> history_;  // views replaced while a read is under way
  std::vector<Unseen> unseen_;    // by change
  std::map<int, Reader> readers_;
  Cycles switched_;  // the table, last
  std::uint64_t sequence_ = 0;
  std::uint64_t changes_ = 0;
  std::uint64_t entries_checked_ = 0;
  std::array<std::uint64_t, kStreamPromises> counts_{};
  std::vector<PromiseViolation> kept_;
};

}  // namespace htabsim
