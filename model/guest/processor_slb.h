// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <boost/serialization/access.hpp>

#include "htabsim/model/guest/kernel_port.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/quantity.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// What emptied an SLB.
enum class SlbEmptying : std::uint8_t { kSlbies, kSlbia };

/// What a guest's kernel has put into the SLB of a processor for the programs that run there. Slot
/// 0 is the kernel's own.
class ProcessorSlb {
 public:
  /// Enters the segment that an address lies in: into the first free slot, or if there is none into
  /// slots 1 to 31 in turn, whose segment goes first (facts B8, B11).
  void load(KernelPort& port, const Segment& segment, Ea ea);
  /// Takes out all that it has entered, as another program is to run (facts B11). The processor is
  /// of the ISA whose entries the table has.
  SlbEmptying empty(KernelPort& port, HpteFormat isa);

 private:
  friend class boost::serialization::access;
  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& loaded_& last_replaced_;
  }

  std::vector<std::uint64_t> loaded_;  // by slot from 1 on: slbie's RB for what is there
  unsigned last_replaced_ = 0;
};

/// Where a segment begins.
Ea first_address(const Segment& segment, Ea in_it);

}  // namespace htabsim
