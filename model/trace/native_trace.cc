// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_trace.h"

#include <boost/crc.hpp>

namespace htabsim::native_trace {

std::uint32_t checksum(std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

}  // namespace htabsim::native_trace
