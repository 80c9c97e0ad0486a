// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <boost/container/flat_map.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/guest/guest_hash_table.h"
#include "htabsim/model/guest/touched_ranges.h"

namespace htabsim {

struct GuestProgram;

/// The pages of one of a program's processes.
struct GuestProcess {
  struct Page {
    /// By base page of it, from 0 on. A page that is not mixed into its segment has one.
    using Slots = boost::container::small_flat_map<std::uint64_t, HpteIndex, 1>;

    VirtualPage name;
    std::optional<GuestReal> frame;  // none: it was taken away
    Slots slots;                     // where its entries were put; others may have evicted them
    bool writable = true;
    bool forked = false;  // write-protected since a fork: another process may have the frame, too
    bool dirty = false;

    [[nodiscard]] std::uint64_t base_page_at(Ea ea) const;
    /// What its entry is named by.
    [[nodiscard]] VirtualPage base_page(std::uint64_t number) const;

    template <class Archive>
    void serialize(Archive& archive, unsigned /*version*/) {
      archive& name& writable& forked& dirty;
      serialize_optional(archive, frame);
      serialize_sorted(archive, slots);
    }
  };

  GuestProcess(std::uint32_t process_number, GuestProgram& of_program)
      : number(process_number), program(of_program) {}
  GuestProcess(const GuestProcess&) = delete;
  GuestProcess& operator=(const GuestProcess&) = delete;

  const std::uint32_t number;
  GuestProgram& program;
  std::vector<Page> pages;  ///< in the order of their first touch
  boost::unordered_flat_map<std::uint64_t, std::size_t> by_address;  ///< into `pages`
  std::size_t ageing_hand = 0;                                       ///< into `pages`
  TouchedRanges touched;

  /// The segment that an address lies in.
  [[nodiscard]] Segment segment(Ea ea);
  /// The page that an address lies in, if there is one.
  [[nodiscard]] Page* find(Ea ea);
  /// A page that the address lies in, where there is none yet.
  Page& add(Ea ea, const HptePageSize& sizes);
  /// Takes all smaller pages out of the range of this size that an address lies in. They are given
  /// in the order of their addresses.
  std::vector<Page> take_out(Ea ea, PageSize range);
  /// The pages in the order of their addresses: the address, and the place in `pages`.
  [[nodiscard]] std::vector<std::pair<Ea, std::size_t>> by_order_of_address() const;
  /// Begins, without a page until now, with the pages that another one has, but no entry of them.
  void copy_pages(const GuestProcess& of);
  /// Has no page any more.
  void clear();
  /// Whether a page of this size, which the address would lie in, is free of smaller ones.
  [[nodiscard]] bool is_untouched(Ea ea, PageSize size) const {
    return touched.bytes_in(ea, size) == 0;
  }

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& pages& ageing_hand;
    serialize_sorted(archive, by_address);
    archive& touched;
  }

 private:
  [[nodiscard]] Page* find(Ea ea, PageSize size);
  void close_gaps(std::vector<std::size_t> gone);
};

}  // namespace htabsim
