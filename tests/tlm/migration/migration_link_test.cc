// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_link.h"

#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

// 1 GB/s at 250 ps is a byte in 4 cycles; 1 us is 4,000 cycles.
constexpr MigrationConfig kConfig{.bandwidth_bytes_per_s = 1'000'000'000, .link_latency_us = 1};

/// Sends chunks of these sizes at once, and notes when each arrives.
class LinkUser : public sc_core::sc_module {
 public:
  LinkUser(const sc_core::sc_module_name& name, const Clock& clock, std::vector<std::size_t> sizes)
      : sc_module(name), clock_(clock), link_(clock, kConfig), sizes_(std::move(sizes)) {
    SC_HAS_PROCESS(LinkUser);
    SC_THREAD(send);
    SC_THREAD(receive);
  }

  std::vector<Cycles> arrivals;
  Cycles drained;

 private:
  void send() {
    for (const std::size_t size : sizes_) link_.send(std::vector<std::byte>(size));
    link_.drain();
    drained = clock_.now();
    link_.finish();
  }
  void receive() {
    while (link_.receive()) arrivals.push_back(clock_.now());
  }

  const Clock& clock_;
  MigrationLink link_;
  std::vector<std::size_t> sizes_;
};

TEST(MigrationLinkTest, ChunkArrivesAfterItsTransferAndTheLatency) {
  const Clock clock(250);
  LinkUser user("user", clock, {100});
  sc_core::sc_start();
  EXPECT_EQ(user.arrivals, std::vector{Cycles(100 * 4 + 4000)});
}

TEST(MigrationLinkTest, ChunksFollowEachOtherAtTheBandwidth) {
  const Clock clock(250);
  LinkUser user("user", clock, {100, 50, 1});
  sc_core::sc_start();
  EXPECT_EQ(user.arrivals,
            (std::vector{Cycles(400 + 4000), Cycles(600 + 4000), Cycles(604 + 4000)}));
  EXPECT_EQ(user.drained, Cycles(604));
}

TEST(MigrationLinkTest, TransferTimeIsRoundedUpToACycle) {
  const Clock clock(300);  // 0.3 bytes a cycle
  const MigrationLink link(clock, kConfig);
  EXPECT_EQ(link.transfer_time(0), Cycles(0));
  EXPECT_EQ(link.transfer_time(1), Cycles(4));
  EXPECT_EQ(link.transfer_time(3), Cycles(10));
}

}  // namespace
}  // namespace htabsim
