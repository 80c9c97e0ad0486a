// SPDX-License-Identifier: Apache-2.0
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/split_mix.h"
#include "tests/end_to_end/statistics.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

constexpr std::uint64_t kAccesses = 60'000;
constexpr std::uint64_t kPages = 3'000;

/// Loads and stores all over 3,000 pages, which the TLB cannot hold, each page touched soon.
std::string scattered_trace(const TemporaryFolder& folder, std::uint64_t seed) {
  std::string text;
  std::uint64_t drawn = 0;
  const auto random = [&] { return split_mix_64(seed, drawn++); };
  for (std::uint64_t i = 0; i < kAccesses; ++i) {
    const std::uint64_t page = random() % kPages;
    text += fmt::format(" {} {:x},8\n", random() % 4 == 0 ? 'S' : 'L',
                        0x1000'0000 + page * 0x1000 + random() % 500 * 8);
  }
  return folder.file(fmt::format("trace{}", seed), text).string();
}

double figure(const boost::json::object& found, const char* name, const char* what) {
  return found.at("sampling").at("figures").at(name).at(what).to_number<double>();
}

const Arguments kSmallTlb = with({"mmu.tlb_entries=256", "guest.hpt_order=20"});

TEST(SampledRunTest, TheWholeRunsFiguresLieWithinTheIntervals) {
  const TemporaryFolder folder;
  const Arguments run = joined({{"run", "--trace", scattered_trace(folder, 1)}, kSmallTlb});
  const auto& whole = stats(run);
  const auto accesses = static_cast<double>(kAccesses);
  const double cycles = static_cast<double>(count(whole, {"simulated_cycles"})) / accesses;
  const double walks =
      1000 * static_cast<double>(count(whole, {"cpu0", "walk_latency", "count"})) / accesses;
  for (const Arguments& warm_up : {Arguments{}, Arguments{"--warmup", "700"}}) {
    const auto& found = stats(joined({run, {"--sample", "2000:300"}, warm_up}));
    EXPECT_EQ(found.at("sampling").at("samples").as_array().size(), 30u);  // 60,000 / 2,000
    EXPECT_NEAR(figure(found, "cycles_per_access", "estimate"), cycles,
                figure(found, "cycles_per_access", "half_width_95"));
    EXPECT_NEAR(figure(found, "walks_per_1000_accesses", "estimate"), walks,
                figure(found, "walks_per_1000_accesses", "half_width_95"));
  }
}

// Each of the 3,000 pages faults once, wherever that is: how often is known, not estimated.
TEST(SampledRunTest, FirstTouchesOfWhatIsPassedOverAreCountedExactly) {
  const TemporaryFolder folder;
  const auto& found = stats(joined({{"run", "--trace", scattered_trace(folder, 2)},
                                    kSmallTlb,
                                    {"--sample", "2000:300", "--warmup", "700"}}));
  EXPECT_NEAR(figure(found, "storage_interrupts_per_1000_accesses", "estimate"),
              1000.0 * kPages / kAccesses, 1e-6);
}

TEST(SampledRunTest, SteppedIsByteIdentical) {
  const TemporaryFolder folder;
  const std::string one = scattered_trace(folder, 3) + "@program";
  const std::string other = scattered_trace(folder, 4) + "@program";
  for (const char* misses : {"cpu.outstanding_misses=1", "cpu.outstanding_misses=4"}) {
    for (const char* queue : {"memory.store_queue_entries=0", "memory.store_queue_entries=8"}) {
      const Arguments run = joined(
          {{"run", "--trace", one, "--trace", other, "--sample", "9000:500", "--warmup", "1000"},
           kSmallTlb,
           with({misses, queue, "memory.data_accesses=true", "guest.age_interval=700"})});
      EXPECT_EQ(stats_text(joined({run, {"--stepped"}})), stats_text(run)) << misses << queue;
    }
  }
}

TEST(SampledRunTest, RegionsOfSimpointAreWeighed) {
  const TemporaryFolder folder;
  folder.file("t.weights", "0.5 0\n0.5 1\n");
  const std::string points = folder.file("t.simpoints", "20 0\n40 1\n").string() + ":1000";
  const auto& found = stats(
      joined({{"run", "--trace", scattered_trace(folder, 5)}, kSmallTlb, {"--simpoints", points}}));
  const auto& samples = found.at("sampling").at("samples").as_array();
  ASSERT_EQ(samples.size(), 2u);
  const auto cycles = [&](std::size_t i) { return samples[i].at("cycles").to_number<double>(); };
  EXPECT_DOUBLE_EQ(figure(found, "cycles_per_access", "estimate"),
                   (0.5 * cycles(0) + 0.5 * cycles(1)) / 1000);
  const auto& cycles_figure = found.at("sampling").at("figures").at("cycles_per_access");
  EXPECT_FALSE(cycles_figure.as_object().contains("half_width_95"));
}

TEST(SampledRunTest, WhatCannotBeSampledIsOneLine) {
  const TemporaryFolder folder;
  const std::string trace = scattered_trace(folder, 6);
  const auto refusal = [&](const Arguments& more) {
    return run_program(joined({{"run", "--trace", trace}, more})).err;
  };
  const std::string none = refusal({"--sample", "2000:1745"});
  EXPECT_NE(none.find("--sample \"2000:1745\": a period is a number of accesses, at least 2001"),
            none.npos)
      << none;
  EXPECT_NE(refusal({"--sample", "2000"}).find("--sample \"2000\" is not PERIOD:LENGTH"),
            std::string::npos);
  // Settling accesses and so many are more than 64 bits count.
  EXPECT_NE(refusal({"--sample", "300:18446744073709551615"}).find("is not PERIOD:LENGTH"),
            std::string::npos);
  EXPECT_NE(refusal({"--warmup", "5"}).find("--warmup is before each sample"), std::string::npos);
  EXPECT_NE(refusal({"--sample", "200000:100"})
                .find("has 60,000 accesses, and its first sample would end behind 100,050"),
            std::string::npos);
  EXPECT_NE(refusal({"--sample", "2000:100", "--set", "cpu.warmup_accesses=5"})
                .find("samples have a warm-up of their own"),
            std::string::npos);
}

}  // namespace
}  // namespace htabsim
