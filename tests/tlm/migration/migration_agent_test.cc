// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_agent.h"

#include <gtest/gtest.h>

#include "tests/tlm/host/guest_platform.h"

namespace htabsim {
namespace {

constexpr Config kMigration = [] {
  Config config;
  config.clock.period_ps = 250;
  config.memory.caches = false;
  config.migration.start_us = 10;
  config.htab.call_cycles = 600;
  return config;
}();

TEST(MigrationAgentTest, FirstPassBeginsWhenTheDescriptorIsOpen) {
  GuestPlatform machine({}, kMigration, HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  // 10 us of 250 ps, the call, and the cycle in whose middle the descriptor opens.
  EXPECT_EQ(machine.platform->agent()->passes().front().begin_cycle, 40'000 + 600 + 1);
}

TEST(MigrationAgentTest, DowntimeOfAnEmptyTableIsOneScanAndTwoCloses) {
  GuestPlatform machine({}, kMigration, HptImage(HptGeometry(18)), Job::kMigrate);
  EXPECT_EQ(machine.platform->simulate(), SimulationEnd::kFinished);
  const MigrationAgent& agent = *machine.platform->agent();
  // All scans of a table without a valid entry take the same: the call and 2^14 clean entries.
  ASSERT_EQ(agent.passes().size(), 3);
  EXPECT_EQ(agent.outcome().downtime_cycles, agent.passes()[1].cycles + 2 * (600 + 1));
}

}  // namespace
}  // namespace htabsim
