// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// Where the pages of a recorded program were, as drmemtrace's v2p.textproto has it (T3): lines of
/// page_size, and of a virtual_address and its physical_address; decimal numbers, or with 0x.
class V2pMap {
 public:
  /// InputError for a file that is none, or says two things of one page.
  explicit V2pMap(LineReader file);

  /// Where an address was; nothing if the file does not say.
  [[nodiscard]] std::optional<GuestReal> real(Ea ea) const;

 private:
  void take(const LineReader& file, std::string_view key, std::uint64_t value);
  void set_page_size(const LineReader& file, std::uint64_t bytes);
  void add_page(const LineReader& file, std::uint64_t physical);
  [[nodiscard]] std::uint64_t page_number(const LineReader& file, std::string_view key,
                                          std::uint64_t address) const;

  unsigned page_shift_ = 0;                                         // 0: it is not known yet
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> frames_;  // by number of the page
  std::optional<std::uint64_t> virtual_;  // page whose physical address comes next
};

}  // namespace htabsim
