// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "htabsim/model/explore/agent.h"
#include "htabsim/model/explore/explored_table.h"
#include "htabsim/model/htab/htab_reader.h"

namespace htabsim {

/// A client that reads a descriptor. The table's promises are told of each read.
class ExploredReader {
 public:
  ExploredReader(ExploredTable& table, int descriptor);

  /// Does one read(), as an operation of `agent` if there is one. Returns the bytes read.
  std::span<const std::byte> read(HptPort& port, ExploredAgent* agent, std::size_t count);
  /// Reads until a scan of the whole table has found nothing (R34).
  void read_until_clean(HptPort& port, ExploredAgent* agent);
  /// Whether the next read begins at the table's start, as far as the client can tell.
  [[nodiscard]] bool at_start() const { return next_ == HpteIndex(0); }

  static constexpr std::size_t kWholeTable = 4096;  ///< bytes, enough for every entry
  static constexpr std::size_t kOneEntry = 25;      ///< bytes, the least that returns one (R13)

 private:
  ExploredTable& table_;
  int descriptor_;
  HtabReader reader_;
  HpteIndex next_;
  std::vector<std::byte> buffer_;
};

}  // namespace htabsim
