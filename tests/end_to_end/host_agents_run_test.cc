// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

const Arguments kCaptured{"--guest", kGuest};

/// A host that withdraws a page of 64 KB, and one that asks for dirty pages, so often.
Arguments pager(const std::string& us) {
  return {"--set", "host_memory.page_bytes=65536", "--set", "host_memory.unmap_interval_us=" + us};
}
Arguments dirty_log(const std::string& us) {
  return {"--set", "host_memory.dirty_log_interval_us=" + us};
}

/// Two processors, aged and write-protected all the time, on the smallest table in little memory.
Arguments two_programs() {
  return joined({processors(2, kSort),
                 with({"guest.hpt_order=18", "guest.memory_bytes=8388608", "guest.age_interval=900",
                       "guest.protect_interval=700", "migration.downtime_limit_us=1"})});
}

void expect_kept(const boost::json::object& found) {
  EXPECT_EQ(count(found, {"destination", "different"}), 0);
  EXPECT_EQ(count(found, {"promises", "violations"}), 0);
}

TEST(HostAgentsRunTest, AreAbsentByDefault) {
  const auto found = stats(joined({{"migrate"}, two_programs()}));
  EXPECT_FALSE(found.contains("host_pager"));
  EXPECT_FALSE(found.contains("dirty_log"));
}

TEST(HostAgentsRunTest, CapturedGuestNoticesNeitherAndMigratesEqual) {
  const auto found = stats(joined({{"migrate"}, kCaptured, pager("20"), dirty_log("1000")}));
  expect_kept(found);
  EXPECT_EQ(found.at("cpu0").as_object().at("replay").as_object().at("addresses_differ"), 0);
  EXPECT_GT(count(found, {"host_pager", "pages_withdrawn"}), 50);
  EXPECT_GT(count(found, {"host_pager", "entries_made_absent"}), 1000);
  EXPECT_GT(count(found, {"dirty_log", "dirty_pages"}), 500);
}

TEST(HostAgentsRunTest, PagerMakesStorageInterruptsOfTheHypervisor) {
  const auto interrupts = [](const Arguments& more) {
    return stats(joined({{"run"}, kCaptured, more}))
        .at("cpu0")
        .as_object()
        .at("thread")
        .as_object()
        .at("hypervisor_storage_interrupts")
        .to_number<std::uint64_t>();
  };
  EXPECT_GT(interrupts(pager("100")), interrupts({}));
}

TEST(HostAgentsRunTest, RaceWithTwoProcessorsAndKeepThePromises) {
  for (const char* seed : {"1", "2", "3"}) {
    const auto found =
        stats(joined({{"migrate", "--seed", seed}, two_programs(), pager("1"), dirty_log("1")}));
    expect_kept(found);
    EXPECT_GT(count(found, {"races", "page_held_back"}), 0);
    EXPECT_GT(count(found, {"dirty_log", "dirty_pages"}), 0);
  }
}

TEST(HostAgentsRunTest, SteppedIsByteIdentical) {
  for (const Arguments& arguments :
       {joined({{"migrate", "--seed", "1"}, two_programs(), pager("1"), dirty_log("1")}),
        joined({{"migrate"}, two_programs(), pager("3"), {"--preset", "power9"}}),
        joined({{"migrate"}, kCaptured, pager("20"), dirty_log("1000")})}) {
    EXPECT_EQ(stats_text(joined({arguments, {"--stepped"}})), stats_text(arguments));
  }
}

// The last turn begins before the guest's end and nothing follows it: a run whose agents would act
// only later ends when it would end without them.
TEST(HostAgentsRunTest, DoNotKeepARunAlive) {
  const auto cycles = [](const Arguments& more) {
    return stats(joined({{"run"}, two_programs(), more}))
        .at("simulated_cycles")
        .to_number<std::uint64_t>();
  };
  EXPECT_EQ(cycles(joined({pager("1000000"), dirty_log("1000000")})),
            cycles({"--set", "host_memory.page_bytes=65536"}));
}

}  // namespace
}  // namespace htabsim
