// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_link.h"

#include <vector>

#include <gtest/gtest.h>

#include "htabsim/tlm/kit/part.h"

namespace htabsim {
namespace {

// 1 GB/s at 250 ps is a byte in 4 cycles; 1 us is 4,000 cycles.
Config config_of(std::uint64_t period_ps) {
  Config config;
  config.clock.period_ps = period_ps;
  config.migration = {.bandwidth_bytes_per_s = 1'000'000'000, .link_latency_us = 1};
  return config;
}

/// Sends chunks of these sizes at once, and notes when each arrives.
class LinkUser : public Part {
 public:
  LinkUser(const sc_core::sc_module_name& name, const Sim& sim, std::vector<std::size_t> sizes)
      : Part(name, sim), link_(sim), sizes_(std::move(sizes)) {
    run_thread("send", [this] { send(); });
    run_thread("receive", [this] { receive(); });
  }

  [[nodiscard]] std::string title() const override { return basename(); }

  std::vector<Cycles> arrivals;
  Cycles drained;

 private:
  void send() {
    for (const std::size_t size : sizes_) link_.send({0, std::vector<std::byte>(size)});
    link_.drain();
    drained = clock().now();
    link_.finish();
  }
  void receive() {
    while (link_.receive()) arrivals.push_back(clock().now());
  }

  MigrationLink link_;
  std::vector<std::size_t> sizes_;
};

TEST(MigrationLinkTest, ChunkArrivesAfterItsTransferAndTheLatency) {
  const Sim sim(config_of(250));
  LinkUser user("user", sim, {100});
  sc_core::sc_start();
  EXPECT_EQ(user.arrivals, std::vector{Cycles(100 * 4 + 4000)});
}

TEST(MigrationLinkTest, ChunksFollowEachOtherAtTheBandwidth) {
  const Sim sim(config_of(250));
  LinkUser user("user", sim, {100, 50, 1});
  sc_core::sc_start();
  EXPECT_EQ(user.arrivals,
            (std::vector{Cycles(400 + 4000), Cycles(600 + 4000), Cycles(604 + 4000)}));
  EXPECT_EQ(user.drained, Cycles(604));
}

TEST(MigrationLinkTest, TransferTimeIsRoundedUpToACycle) {
  const Sim sim(config_of(300));  // 0.3 bytes a cycle
  const MigrationLink link(sim);
  EXPECT_EQ(link.transfer_time(0), Cycles(0));
  EXPECT_EQ(link.transfer_time(1), Cycles(4));
  EXPECT_EQ(link.transfer_time(3), Cycles(10));
}

}  // namespace
}  // namespace htabsim
