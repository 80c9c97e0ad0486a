// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <boost/describe/class.hpp>

#include "htabsim/model/guest/kernel_port.h"
#include "htabsim/model/isa/quantity.h"

namespace htabsim {

/// A guest that wants a table of 2^order bytes, from a time on.
struct ResizeWish {
  Cycles at;
  unsigned order = 0;
  Cycles poll;  ///< from a long busy answer until it asks again
};

/// What has become of it.
struct GuestResizeCounters {
  std::uint64_t prepare_calls = 0;
  std::uint64_t refused = 0;    ///< 1: the host has no such table, or cannot move to it
  std::uint64_t committed = 0;  ///< 1: the table is in use
  std::uint64_t commit_begin_cycle = 0;
  std::uint64_t commit_cycles = 0;
};
BOOST_DESCRIBE_STRUCT(GuestResizeCounters, (),
                      (prepare_calls, refused, committed, commit_begin_cycle, commit_cycles))

/// How a kernel calls the hypervisor, and the time on its processor.
class ResizePort : public HcallPort {
 public:
  [[nodiscard]] virtual Cycles now() const = 0;
};

/// Resizes a guest's table as Linux does (pseries_lpar_resize_hpt): asks the hypervisor to prepare
/// one until it is ready, then commits it. To be used from one of the guest's processors.
class GuestResize {
 public:
  explicit GuestResize(const ResizeWish& wish) : wish_(wish), next_(wish.at) {}

  /// Whether it has something to do.
  [[nodiscard]] bool is_due(Cycles now) const { return now >= next_; }
  void go_on(ResizePort& port);
  [[nodiscard]] const GuestResizeCounters& counters() const { return counters_; }

 private:
  void commit(ResizePort& port);

  ResizeWish wish_;
  Cycles next_;
  GuestResizeCounters counters_;
};

}  // namespace htabsim
