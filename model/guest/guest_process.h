// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include <boost/container/flat_map.hpp>
#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/serialize.h"
#include "htabsim/model/guest/address_space.h"
#include "htabsim/model/guest/guest_hash_table.h"
#include "htabsim/model/guest/guest_os_config.h"
#include "htabsim/model/guest/kernel_lock.h"
#include "htabsim/model/guest/page_frames.h"
#include "htabsim/model/guest/page_regions.h"
#include "htabsim/model/guest/touched_ranges.h"

namespace htabsim {

/// What a guest's kernel knows of one program, whose threads may run on several processors. One of
/// them at a time works on it, which the lock sees to.
struct GuestProcess {
  struct Page {
    /// By base page of it, from 0 on. A page that is not mixed into its segment has one.
    using Slots = boost::container::small_flat_map<std::uint64_t, HpteIndex, 1>;

    VirtualPage name;
    std::optional<GuestReal> frame;  // none: it was taken away
    Slots slots;                     // where its entries were put; others may have evicted them
    bool writable = true;
    bool dirty = false;

    [[nodiscard]] std::uint64_t base_page_at(Ea ea) const;
    /// What its entry is named by.
    [[nodiscard]] VirtualPage base_page(std::uint64_t number) const;

    template <class Archive>
    void serialize(Archive& archive, unsigned /*version*/) {
      archive& name& writable& dirty;
      serialize_optional(archive, frame);
      serialize_sorted(archive, slots);
    }
  };

  /// PageRegionError if the program cannot have these regions.
  explicit GuestProcess(const GuestOsConfig& config);
  GuestProcess(const GuestProcess&) = delete;
  GuestProcess& operator=(const GuestProcess&) = delete;

  KernelLock lock;
  std::mt19937_64 random;
  AddressSpace space;
  PageRegions regions;
  PageFrames frames;
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
  /// Whether a page of this size, which the address would lie in, is free of smaller ones.
  [[nodiscard]] bool is_untouched(Ea ea, PageSize size) const {
    return touched.bytes_in(ea, size) == 0;
  }

  /// While nobody holds the lock.
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    serialize_random(archive, random);
    archive& space& frames& pages& ageing_hand;
    serialize_sorted(archive, by_address);
    archive& touched;
  }

 private:
  [[nodiscard]] Page* find(Ea ea, PageSize size);
  void close_gaps(std::vector<std::size_t> gone);

  bool sizes_vary_;  // a page may be of another size than its region's
};

}  // namespace htabsim
