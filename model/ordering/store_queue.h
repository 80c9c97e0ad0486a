// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/describe/enum.hpp>

#include "htabsim/model/cache/line_cache.h"

namespace htabsim {

/// The order in which a processor's stores become visible where no barrier asks for one.
enum class StoreDrain : std::uint8_t {
  as_owned,  ///< whenever the line is there, so those to other lines may overtake (facts O2)
  in_order,  ///< as issued, which no POWER processor promises
};
BOOST_DESCRIBE_ENUM(StoreDrain, as_owned, in_order)

/// A store of 8 bytes, or of 1, that its processor has issued and that nobody else sees yet.
struct QueuedStore {
  std::uint64_t number = 0;  ///< in program order
  std::uint64_t address = 0;
  unsigned bytes = 8;
  std::uint64_t value = 0;
  std::uint64_t barriers = 0;  ///< so many eieio and lwsync are before it
  /// Its line is being fetched.
  bool is_under_way = false;

  [[nodiscard]] LineNumber line() const { return LineNumber(address / kLineBytes); }
};

/// The stores of one processor on their way to memory. Two to one line keep their order (O1), and
/// so do two with a barrier between (O4, O5). The processor sees its own at once.
class StoreQueue {
 public:
  StoreQueue(std::size_t entries, StoreDrain drain) : entries_(entries), drain_(drain) {}

  [[nodiscard]] bool empty() const { return stores_.empty(); }
  [[nodiscard]] bool full() const { return stores_.size() >= entries_; }

  /// Issues one; `number` is the queue's.
  void issue(QueuedStore store);
  /// The oldest that may go for its line and has not; null if there is none.
  [[nodiscard]] QueuedStore* next_to_go();
  struct Visible {
    QueuedStore store;
    bool has_overtaken = false;  ///< one that was issued before it
  };
  /// The store of that number, which was under way, becomes visible.
  Visible take(std::uint64_t number);

  /// Whether a stcx. there that follows so many barriers must wait: for stores to its line, and for
  /// those from before a barrier.
  [[nodiscard]] bool holds_back(std::uint64_t address, std::uint64_t barriers) const;
  /// Whether a load of that doubleword gets all of it from here.
  [[nodiscard]] bool supplies(std::uint64_t dword) const;
  /// Whether any byte of the doubleword is here.
  [[nodiscard]] bool changes(std::uint64_t dword) const;
  /// The doubleword as the processor itself sees it, where memory still has `value`.
  [[nodiscard]] std::uint64_t seen_by_owner(std::uint64_t dword, std::uint64_t value) const;

 private:
  [[nodiscard]] bool must_follow(LineNumber line, std::uint64_t barriers,
                                 const QueuedStore& older) const;
  [[nodiscard]] bool may_go(std::size_t position) const;

  std::size_t entries_;
  StoreDrain drain_;
  std::uint64_t issued_ = 0;
  std::vector<QueuedStore> stores_;  // in program order
};

}  // namespace htabsim
