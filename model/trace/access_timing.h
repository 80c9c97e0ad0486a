// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace htabsim {

/// How accesses of a trace are simulated of which samples are taken.
enum class AccessTiming : std::uint8_t {
  kBeginning,  ///< those before the first sample of a period, which are like no others: all take
               ///< time
  kUntimed,  ///< they change what is cached and mapped, at once; the last touches of what is passed
             ///< over, too
  kTouching,  ///< first touches of pages in what is passed over, which take time
  kSettling,  ///< they take time, and bring queues to what they would be
  kMeasured,  ///< they are a sample's
};

}  // namespace htabsim
