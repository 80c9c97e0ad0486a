// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include <tlm>

#include "htabsim/model/htab/io_result.h"

namespace htabsim {

/// A system call on an HTAB descriptor. For read and write the generic payload's data pointer and
/// length are the caller's buffer; open and close carry none.
struct HtabFdExtension : tlm::tlm_extension<HtabFdExtension> {
  enum class Call : std::uint8_t { kOpen, kRead, kWrite, kClose };

  Call call = Call::kOpen;
  std::uint64_t flags = 0;        ///< kOpen (R2)
  std::uint64_t start_index = 0;  ///< kOpen (R5)
  int descriptor = -1;            ///< given by kOpen, named by the others
  IoResult result;                ///< bytes, or the error

  [[nodiscard]] tlm_extension_base* clone() const override { return new HtabFdExtension(*this); }
  void copy_from(const tlm_extension_base& other) override {
    *this = static_cast<const HtabFdExtension&>(other);
  }
};

struct HtabFdProtocol {
  using tlm_payload_type = tlm::tlm_generic_payload;
  using tlm_phase_type = tlm::tlm_phase;
};

}  // namespace htabsim
