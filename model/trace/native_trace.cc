// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_trace.h"

#include <zlib.h>

namespace htabsim::native_trace {

std::uint32_t checksum(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace htabsim::native_trace
