// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "htabsim/model/hpt/port.h"
#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

/// The buffer that a process passes to read(). Groups are written one behind the other, the header
/// of each after its entries. A store outside the mapped bytes faults (R20).
class CallerBuffer {
 public:
  /// `count` is the number of bytes asked for. It exceeds `mapped` if not all of them can be stored
  /// to.
  CallerBuffer(HptPort& port, std::span<std::byte> mapped, std::size_t count, HeaderOrder order)
      : port_(port), mapped_(mapped), count_(count), order_(order) {}

  /// Room for a header and one entry with at least one byte to spare (R13).
  [[nodiscard]] bool has_room_for_group() const {
    return bytes_ + kGroupHeaderBytes + sizeof(RawHpte) < count_;
  }
  /// Room for one more entry of the open group with at least one byte to spare (R14).
  [[nodiscard]] bool has_room_for_entry() const { return bytes_ + sizeof(RawHpte) < count_; }
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

  /// Leaves room for a header.
  void open_group();
  /// Appends an entry to the open group. Returns false if the store faults.
  [[nodiscard]] bool append(const Hpte& entry);
  /// Stores the header in its place, or gives the place up if the group is empty (R17). Returns
  /// false if the store faults.
  [[nodiscard]] bool close_group(const HtabGroupHeader& header);

 private:
  [[nodiscard]] bool store(std::size_t offset, std::span<const std::byte> bytes);

  HptPort& port_;
  std::span<std::byte> mapped_;
  std::size_t count_;
  HeaderOrder order_;
  std::size_t bytes_ = 0;
  std::size_t group_ = 0;  // offset of the open group's header
};

}  // namespace htabsim
