// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "htabsim/model/explore/agent_run.h"
#include "htabsim/model/htab/htab_reader.h"

namespace htabsim {

/// A client that reads a descriptor, in an agent's code. The table's promises are told of each
/// read.
class ExploredReader {
 public:
  /// Opens the descriptor, whose number no other has.
  ExploredReader(AgentRun& run, int descriptor);

  /// Does one read(). Returns the bytes read.
  std::span<const std::byte> read(HptPort& port, std::size_t count);
  /// The same within work that has begun.
  std::span<const std::byte> read_at_work(HptPort& port, std::size_t count);
  /// Reads until a scan of the whole table has found nothing (R34).
  void read_until_clean(HptPort& port);

  static constexpr std::size_t kWholeTable = 4096;  ///< bytes, enough for every entry
  static constexpr std::size_t kOneEntry = 25;      ///< bytes, the least that returns one (R13)

 private:
  AgentRun& run_;
  int descriptor_;
  HtabReader reader_;
  HpteIndex next_;  // where the next read begins, as far as the client can tell
  std::vector<std::byte> buffer_;
};

}  // namespace htabsim
