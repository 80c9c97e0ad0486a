// SPDX-License-Identifier: Apache-2.0
#include "sc_main/report/stuck_simulation.h"

#include <sstream>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "tests/tlm/host/guest_platform.h"

namespace htabsim {
namespace {

TEST(StuckSimulationTest, LockThatNobodyReleasesEndsItAndAllStatesAreTold) {
  HptImage image = six_pages();
  const HpteIndex index = slot_of(image, 2);
  image.store(index, HpteDword::k0, image.read(index).v | hpte_v::kHvLock);
  GuestPlatform machine({{hcall(HcallToken::kRemove, 0, index)}, {load(3)}}, round_numbers(),
                        std::move(image), Job::kMigrate);
  ASSERT_EQ(machine.platform->simulate(), SimulationEnd::kStuck);
  const std::string text = StuckSimulation(*machine.platform).what();
  EXPECT_TRUE(text.starts_with("the simulation is stuck at cycle ")) << text;
  EXPECT_NE(text.find("\n  source processor 0      activity waits_for_hypervisor, "),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("turns at the lock of a HPTE"), std::string::npos) << text;
  EXPECT_NE(text.find("\n  source processor 1      activity stopped, "), std::string::npos) << text;
  for (const char* component : {"source walkers 0", "source memory", "source fabric",
                                "source HTAB descriptor", "destination memory", "migration"}) {
    EXPECT_NE(text.find(std::string("\n  ") + component), std::string::npos) << text;
  }
}

TEST(StuckSimulationTest, EachPartThatHasAStateHasOneLineInTheOrderOfTheParts) {
  GuestPlatform machine({{load(2)}}, round_numbers(), six_pages(), Job::kMigrate);
  std::istringstream lines(StuckSimulation(*machine.platform).what());
  std::string line;
  std::getline(lines, line);
  EXPECT_EQ(line, "the simulation is stuck at cycle 0:");
  for (const char* part :
       {"source processor 0", "source walkers 0", "source memory", "source fabric",
        "source HTAB descriptor", "migration", "destination memory", "destination fabric",
        "destination HTAB descriptor"}) {
    std::getline(lines, line);
    EXPECT_TRUE(line.starts_with(std::string("  ") + part + ' ')) << line << '\n' << part;
  }
  EXPECT_FALSE(std::getline(lines, line)) << line;
}

}  // namespace
}  // namespace htabsim
