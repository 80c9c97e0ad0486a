// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/host_places.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

/// Guests of three and two processors on cores of two threads.
HostPlaces places(GuestPlacement placement) {
  CpuConfig config;
  config.threads_per_core = 2;
  config.guest_placement = placement;
  return {{{3, "a"}, {2, "b"}}, config};
}

std::vector<std::size_t> cores(const HostPlaces& places) {
  std::vector<std::size_t> cores;
  for (std::size_t processor = 0; processor < 5; ++processor) {
    cores.push_back(places.core_of(processor));
  }
  return cores;
}

TEST(HostPlacesTest, ApartEachGuestBeginsACore) {
  const HostPlaces apart = places(GuestPlacement::apart);
  EXPECT_EQ(cores(apart), (std::vector<std::size_t>{0, 0, 1, 2, 2}));
  EXPECT_EQ(apart.guest_cores(), 3U);
  EXPECT_EQ(apart.threads(1), 1U);
  EXPECT_EQ(apart.threads(2), 2U);
}

TEST(HostPlacesTest, InTurnGuestsShareCores) {  // a0 b0, a1 b1, a2
  const HostPlaces in_turn = places(GuestPlacement::in_turn);
  EXPECT_EQ(cores(in_turn), (std::vector<std::size_t>{0, 1, 2, 0, 1}));
  EXPECT_EQ(in_turn.first_walk_of(0), 0U);
  EXPECT_EQ(in_turn.first_walk_of(3), 1U) << "the second thread of core 0";
}

TEST(HostPlacesTest, AllInitiatorsDiffer) {
  const HostPlaces apart = places(GuestPlacement::apart);
  std::vector<InitiatorId> ids{apart.htab_fd(0).id, apart.htab_fd(1).id, apart.agent(0, 0).id,
                               apart.agent(0, 1).id, apart.agent(1, 0).id};
  HptImage a(HptGeometry(18));
  HptImage b(HptGeometry(18));
  for (std::size_t core = 0; core < 3; ++core) {
    for (const WalkRequester& walk : apart.walk_requesters(core, {{a}, {b, Lpid{1}}})) {
      ids.push_back(walk.initiator.id);
      EXPECT_EQ(walk.table.lpid, core == 2 ? Lpid{1} : Lpid{});
    }
  }
  for (std::size_t i = 0; i < 5; ++i) ids.push_back(apart.processor(i).thread.initiator.id);
  std::ranges::sort(ids);
  EXPECT_EQ(std::ranges::adjacent_find(ids), ids.end());
}

TEST(HostPlacesTest, TitlesTellGuestsApart) {
  EXPECT_EQ(places(GuestPlacement::apart).processor(3).title, "processor 0 of b");
  EXPECT_EQ(HostPlaces({{1, "guest 0"}}, CpuConfig{}).processor(0).title, "processor 0");
}

}  // namespace
}  // namespace htabsim
