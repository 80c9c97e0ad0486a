// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/run_inputs.h"

#include <gtest/gtest.h>

#include "tests/sc_main/cli/shipped_traces.h"

namespace htabsim {
namespace {

std::uint64_t host_end(const MemorySlot& slot) { return slot.host_base.value() + slot.bytes; }

// The programs' memory begins at a page of the host's, behind the 256 MB of the captured guest:
// from 1 GB to 3.25 GB, which the host backs up to 4 GB.
TEST(RunInputsTest, NoTwoGuestsShareAPageOfTheHostsMemory) {
  constexpr std::uint64_t kGigabyte = std::uint64_t{1} << 30;
  RunRequest request;
  request.config.host_memory.page_bytes = kGigabyte;
  request.config.guest.memory_bytes = 9 * kGigabyte / 4;
  request.guests.resize(2);
  request.guests[0].guest = kSmpGuest;
  request.guests[0].traces = {TraceFile(kSort)};
  request.guests[1].traces = {TraceFile(kSort)};
  RunInputs inputs(request, [](std::uint64_t) { return Wanted::kMore; });
  const std::vector<MachineSetup> setups = inputs.machine_setups();
  const std::vector<MemorySlot>& first = setups[0].partition.slots.all();
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(host_end(first[1]) - first[0].host_base.value(), 13 * kGigabyte / 4);
  EXPECT_EQ(setups[1].partition.slots.all().front().host_base, first[0].host_base + 4 * kGigabyte);
}

}  // namespace
}  // namespace htabsim
