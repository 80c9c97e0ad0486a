// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/statistics.h"

namespace htabsim {
namespace {

using Object = boost::json::object;

std::uint64_t number(const Object& object, const std::string& key) {
  return object.at(key).to_number<std::uint64_t>();
}

/// The counts of one processor, or of all.
class Counts {
 public:
  explicit Counts(const Object& events) : events_(events) {}

  [[nodiscard]] std::uint64_t operator[](const std::string& event) const {
    return number(events_, event);
  }
  [[nodiscard]] bool has(const std::string& event) const { return events_.contains(event); }

 private:
  const Object& events_;
};

void expect_sizes_add_up(const Counts& c) {
  EXPECT_EQ(c["PM_LSU_DERAT_MISS"], c["PM_DERAT_MISS_4K"] + c["PM_DERAT_MISS_64K"] +
                                        c["PM_DERAT_MISS_16M"] + c["PM_DERAT_MISS_16G"]);
  EXPECT_EQ(c["PM_IERAT_RELOAD"],
            c["PM_IERAT_RELOAD_4K"] + c["PM_IERAT_RELOAD_64K"] + c["PM_IERAT_RELOAD_16M"]);
  EXPECT_EQ(c["PM_DTLB_MISS"], c["PM_DTLB_MISS_4K"] + c["PM_DTLB_MISS_64K"] +
                                   c["PM_DTLB_MISS_16M"] + c["PM_DTLB_MISS_16G"]);
  EXPECT_EQ(c["PM_TLB_MISS"], c["PM_DTLB_MISS"] + c["PM_ITLB_MISS"]);
  EXPECT_EQ(c["PM_SLB_MISS"], c["PM_DSLB_MISS"] + c["PM_ISLB_MISS"]);
}

/// Events PREFIX_L2 and so on are parts of `all`, each of them once.
void expect_sources_add_up(const Counts& c, const std::string& prefix, std::uint64_t all) {
  EXPECT_EQ(all, c[prefix + "_L2"] + c[prefix + "_L2MISS"]);
  EXPECT_EQ(c[prefix + "_L2MISS"], c[prefix + "_L3"] + c[prefix + "_L3MISS"]);
  EXPECT_EQ(c[prefix + "_L3MISS"], c[prefix + "_ON_CHIP_CACHE"] + c[prefix + "_MEMORY"]);
  EXPECT_EQ(c[prefix + "_ON_CHIP_CACHE"], c[prefix + "_L21_SHR"] + c[prefix + "_L21_MOD"] +
                                              c[prefix + "_L31_SHR"] + c[prefix + "_L31_MOD"]);
  EXPECT_EQ(c[prefix + "_MEMORY"], c[prefix + "_LMEM"]) << "one chip";
}

void expect_consistent(const Counts& c, const Object& config) {
  expect_sizes_add_up(c);
  const Object& memory = config.at("memory").as_object();
  EXPECT_EQ(c.has("PM_DPTEG_FROM_L2"), memory.at("caches").as_bool());
  if (c.has("PM_DPTEG_FROM_L2")) {
    expect_sources_add_up(c, "PM_DPTEG_FROM", c["PM_DTLB_MISS"]);
    expect_sources_add_up(c, "PM_IPTEG_FROM", c["PM_ITLB_MISS"]);
  }
  EXPECT_EQ(c.has("PM_LD_REF_L1"), memory.at("data_accesses").as_bool());
  if (c.has("PM_LD_REF_L1")) expect_sources_add_up(c, "PM_DATA_FROM", c["PM_LD_MISS_L1"]);
}

/// The counts of a processor beside those that are kept for other purposes.
void expect_agreement(const Counts& c, const Object& cpu) {
  const Object& thread = cpu.at("thread").as_object();
  // Every walk that finds its entry puts it into the TLB, and an ERAT is loaded from there.
  EXPECT_EQ(c["PM_TLB_MISS"], number(thread, "walks_primary") + number(thread, "walks_secondary"));
  EXPECT_GE(c["PM_LSU_DERAT_MISS"], c["PM_DTLB_MISS"]);
  EXPECT_EQ(c["PM_SLB_MISS"], number(thread, "slb_misses"));
  EXPECT_EQ(c["PM_RUN_CYC"], number(cpu, "stopped_at_cycle"));
  EXPECT_EQ(c["PM_SNOOP_TLBIE"], number(cpu, "tlbies_received"));
}

void expect_consistent(const Object& stats) {
  const Object& pmu = stats.at("pmu").as_object();
  const Object& config = stats.at("config").as_object();
  const Counts all(pmu.at("all").as_object());
  std::map<std::string, std::uint64_t> sum;
  std::uint64_t walk_cycles = 0;
  for (std::size_t i = 0; pmu.contains(fmt::format("cpu{}", i)); ++i) {
    const std::string name = fmt::format("cpu{}", i);
    const Object& events = pmu.at(name).as_object();
    expect_consistent(Counts(events), config);
    expect_agreement(Counts(events), stats.at(name).as_object());
    for (const auto& [event, count] : events) sum[event] += count.to_number<std::uint64_t>();
  }
  for (std::size_t i = 0; stats.contains(fmt::format("core{}", i)); ++i) {
    const Object& core = stats.at(fmt::format("core{}", i)).as_object();
    walk_cycles += number(core.at("lookup_unit").as_object(), "walk_cycles");
  }
  for (const auto& [event, count] : sum) EXPECT_EQ(all[event], count) << event;
  EXPECT_EQ(all["PM_TABLEWALK_CYC"], walk_cycles) << "the walkers' own sum over their walks";
  const Object& memory = stats.at("memory").as_object();
  if (all.has("PM_LD_REF_L1")) {
    EXPECT_EQ(all["PM_LD_REF_L1"], number(memory, "data_reads"));
  }
}

/// Sizes, times and ways of working, drawn with a seed.
class AnyConfig {
 public:
  explicit AnyConfig(unsigned seed) : random_(seed) {}

  Arguments settings() {
    const std::uint64_t ways = between(1, 8);
    const std::string caches = pick({"true", "true", "true", "false"});
    set("cpu.threads_per_core", between(1, 3));
    set("cpu.issue_width", between(1, 4));
    set("cpu.outstanding_misses", between(1, 6));
    set("cpu.warmup_accesses", pick({"0", "0", "50000"}));
    set("mmu.walkers", between(1, 4));
    set("mmu.ierat_entries", between(4, 64));
    set("mmu.derat_entries", between(4, 200));
    set("mmu.secondary_derat_entries", pick({"0", "16", "144"}));
    set("mmu.tlb_ways", ways);
    set("mmu.tlb_entries", ways * between(8, 512));
    set("mmu.walk_overhead_cycles", between(0, 30));
    set("mmu.rc_update", pick({"byte_store", "checked"}));
    set("mmu.speculative_r", pick({"never", "denied"}));
    set("memory.caches", caches);
    set("memory.data_accesses", caches == "true" ? pick({"true", "false"}) : "false");
    set("memory.l1_bytes", between(4, 600) * 128);
    set("memory.l2_bytes", between(8, 5000) * 128);
    set("memory.l3_bytes", between(16, 70'000) * 128);
    set("memory.banks", between(1, 16));
    set("memory.line_cycles", between(100, 500));
    set("tlbie.broadcast_cycles", between(100, 1500));
    set("host_memory.unmap_interval_us", pick({"0", "300"}));
    set("host_memory.dirty_log_interval_us", pick({"0", "3000"}));
    return std::move(arguments_);
  }

 private:
  std::uint64_t between(std::uint64_t least, std::uint64_t most) {
    return least + random_() % (most - least + 1);
  }
  std::string pick(const std::vector<std::string>& values) {
    return values[random_() % values.size()];
  }
  template <class Value>
  void set(const std::string& key, const Value& value) {
    arguments_.insert(arguments_.end(), {"--set", fmt::format("{}={}", key, value)});
  }

  std::mt19937_64 random_;
  Arguments arguments_;
};

class PmuTest : public testing::TestWithParam<std::tuple<std::string, unsigned>> {
 protected:
  /// Its events are the captured guest's first 800,000 of 4 million.
  static void SetUpTestSuite() {
    beginning_of_guest_ = std::make_unique<TemporaryFolder>();
    for (const auto& file : std::filesystem::directory_iterator(kGuest)) {
      if (file.path().filename() != "events.txt.zst") {
        std::filesystem::copy_file(file, *beginning_of_guest_ / file.path().filename().string());
      }
    }
    const std::string cut = "zstd -dcq '" + kGuest +
                            "/events.txt.zst' | head -n 800000 | zstd -q1 >'" +
                            (*beginning_of_guest_ / "events.txt.zst").string() + "'";
    ASSERT_EQ(std::system(cut.c_str()), 0);
  }
  static void TearDownTestSuite() { beginning_of_guest_.reset(); }

  static Arguments any_config() {
    const auto& [preset, seed] = GetParam();
    return joined({{"run", "--preset", preset}, AnyConfig(seed).settings()});
  }

  static inline std::unique_ptr<TemporaryFolder> beginning_of_guest_;
};

TEST_P(PmuTest, CapturedGuestsCountsAreConsistent) {
  Arguments arguments = any_config();
  arguments.insert(arguments.end(), {"--guest", beginning_of_guest_->path().string()});
  const Object found = stats(arguments);
  EXPECT_EQ(found.at("pmu").at("processor").as_string(), std::get<0>(GetParam()));
  expect_consistent(found);
}

TEST_P(PmuTest, CountsOfSeveralProcessorsAreConsistentAndAddUp) {
  Arguments arguments = any_config();
  for (int i = 0; i < 3; ++i) arguments.insert(arguments.end(), {"--trace", kSort});
  arguments.insert(arguments.end(),
                   {"--set", "guest.hpt_order=18", "--set", "guest.memory_bytes=16777216", "--set",
                    "guest.page_size=page_64k"});
  expect_consistent(stats(arguments));
}

INSTANTIATE_TEST_SUITE_P(AnyConfig, PmuTest,
                         testing::Combine(testing::Values("power8", "power9"),
                                          testing::Range(1U, 13U)),
                         [](const auto& test) {
                           return fmt::format("{}_seed{}", std::get<0>(test.param),
                                              std::get<1>(test.param));
                         });

TEST(PmuNamesTest, PresetWithoutNamesHasNoCounts) {
  const Object found = stats({"run", "--preset", "power7", "--trace", kSort});
  EXPECT_FALSE(found.contains("pmu"));
}

}  // namespace
}  // namespace htabsim
