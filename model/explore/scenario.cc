// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/scenario.h"

#include <algorithm>
#include <cassert>
#include <memory>
#include <utility>

#include "htabsim/model/explore/scenario_code.h"
#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/host_page.h"
#include "htabsim/model/papr/reverse_map.h"

namespace htabsim {

namespace {

using TablePlan = World::TablePlan;

bool does(const ScenarioAgent& agent, StepKind kind) {
  return std::ranges::find(agent.steps, kind, &ScenarioStep::kind) != agent.steps.end();
}

bool any_does(const ScenarioText& text, StepKind kind) {
  return std::ranges::any_of(text.agents, [kind](const auto& agent) { return does(agent, kind); });
}

void place(TablePlan& plan, const ScenarioPages& pages, const ScenarioEntry& entry) {
  HptImage& image = plan.table.image;
  FunctionalHptPort port(image);
  const Hpte hpte = pages.entry(entry.index, entry.bolted ? hpte_v::kBolted : 0, entry.hash);
  if (entry.unbacked) plan.partition.slots.withdraw(pages.page(entry.index));
  const EnterResult entered = h_enter(port, plan.partition, hcall_flag::kExact, entry.index, hpte);
  assert(entered.status == HcallStatus::kSuccess);
  static_cast<void>(entered);
  // Hardware sets bits that the guest's dword 1 lacks.
  if (entry.used) {
    image.store(entry.index, HpteDword::k1, image.load(entry.index, HpteDword::k1) | hpte_r::kRc);
  }
  if (entry.absent) withdraw_host_page(port, plan.partition, entry.index);
}

/// The host's pages are as large as the guest's, which else could not have them (facts D6).
/// Write-protected, as for copy-on-write, if the scenario says so.
void set_host_pages(MemorySlots& slots, const ScenarioText& text) {
  MemorySlots set;
  for (MemorySlot slot : slots.all()) {
    slot.host_page_shift = std::max(slot.host_page_shift, shift(text.pages.sizes.actual));
    slot.host_writable = text.host_access == HostAccess::kReadWrite;
    set.add(slot);
  }
  slots = set;
}

/// An operating system has the table for its own. The reverse map tells the exploration which page
/// an entry is of, and nobody else.
void own(TablePlan& plan, const ScenarioPages& pages) {
  HptImage& image = plan.table.image;
  for (HpteIndex index; image.geometry().contains(index); ++index) {
    image.set_guest_r(index, pages.entry(index).r);
  }
  plan.table.watch_table();
}

/// Builds the world of a scenario.
class SetUp {
 public:
  SetUp(World& world, const ScenarioText& text) : world_(world), text_(text) {}

  void run() {
    TablePlan& plan = world_.add_table(ptegs(), text_.format);
    plan.table.page_size = text_.pages.sizes.actual;
    plan.partition.tlbie_erratum = text_.erratum;
    if (text_.erratum == TlbieErratum::p9) world_.add_erratum();
    set_host_pages(plan.partition.slots, text_);
    for (const HpteIndex index : named_entries()) {
      const GuestReal page = text_.pages.page(index);
      if (!plan.partition.slots.writable(page)) plan.table.withhold_stores(page);
    }
    for (const ScenarioEntry& entry : text_.entries) place(plan, text_.pages, entry);
    if (text_.owner == ScenarioText::Owner::kNative) {
      own(plan, text_.pages);
    } else {
      plan.table.watch();
    }
    if (any_does(text_, StepKind::commit)) {
      const unsigned order = plan.table.image.geometry().order();
      plan.partition.pending_table = PendingTable{.order = order, .found_ready = true};
    }
    if (any_does(text_, StepKind::write_until_closed)) {
      destination_ = world_.add_table(ptegs(), text_.format).number;
      world_.add_link();
    }
    for (const ScenarioAgent& agent : text_.agents) add_agent(agent, plan);
    world_.add_symmetry(largest_symmetry());
  }

 private:
  [[nodiscard]] unsigned ptegs() const {
    const auto entries = named_entries();
    const bool second = std::ranges::any_of(
        entries, [](HpteIndex index) { return index.value() >= kHptesPerPteg; });
    return second ? 2 : 1;
  }

  void add_agent(const ScenarioAgent& agent, const TablePlan& plan) {
    const bool accesses =
        std::ranges::any_of(agent.steps, [](const auto& step) { return is_access(step.kind); });
    ScenarioCode::Place place{.geometry = plan.table.image.geometry(),
                              .pages = text_.pages,
                              .processor = {},
                              .destination = destination_,
                              .can_be_held = any_does(text_, StepKind::commit),
                              .rules = world_.rules()};
    if (accesses) place.processor = world_.add_processor();
    const auto preparation =
        does(agent, StepKind::start) ? World::Preparation::kSome : World::Preparation::kNone;
    world_.add_agent(
        agent.name, reach_of(agent, plan),
        [place, ended = ended(), steps = agent.steps](AgentRun& run) {
          ScenarioCode(run, place, ended).run(steps);
        },
        preparation);
  }

  /// Agents with the same steps, of which all others' steps name all or none.
  [[nodiscard]] std::vector<unsigned> largest_symmetry() const {
    std::vector<unsigned> largest;
    for (unsigned first = 0; first < text_.agents.size(); ++first) {
      std::vector<unsigned> same;
      for (unsigned other = first; other < text_.agents.size(); ++other) {
        if (text_.agents[other].steps == text_.agents[first].steps) same.push_back(other);
      }
      if (same.size() > std::max<std::size_t>(largest.size(), 1) && are_symmetric(same)) {
        largest = same;
      }
    }
    return largest;
  }

  [[nodiscard]] bool are_symmetric(const std::vector<unsigned>& agents) const {
    if (does(text_.agents[agents.front()], StepKind::open_anew)) return false;
    const auto names_all_or_none = [&](const ScenarioStep& step) {
      const auto named = std::ranges::count_if(agents, [&](unsigned agent) {
        return std::ranges::find(step.agents, text_.agents[agent].name) != step.agents.end();
      });
      return named == 0 || named == static_cast<std::ptrdiff_t>(agents.size());
    };
    return std::ranges::all_of(text_.agents, [&](const ScenarioAgent& agent) {
      return std::ranges::all_of(agent.steps, names_all_or_none);
    });
  }

  [[nodiscard]] ScenarioCode::Ended ended() const {
    std::vector<std::string> names;
    for (const ScenarioAgent& agent : text_.agents) names.push_back(agent.name);
    return [&world = world_, names](const WorldState& state, const std::string& agent) {
      const auto number = std::ranges::find(names, agent) - names.begin();
      return world.ended(state, static_cast<unsigned>(number));
    };
  }

  /// What an agent's steps touch before it rests; the less it is, the fewer orders differ.
  [[nodiscard]] AgentReach reach_of(const ScenarioAgent& agent, const TablePlan& plan) const {
    AgentReach reach{.table = plan.number, .loads = {}, .stores = {}};
    for (const ScenarioStep& step : agent.steps) {
      if (step.kind == StepKind::rest) break;
      add_reach(reach, step, plan);
    }
    return reach;
  }

  void add_reach(AgentReach& reach, const ScenarioStep& step, const TablePlan& plan) const {
    const bool looks = is_access(step.kind) || is_read(step.kind);
    const bool everywhere =
        looks || step.kind == StepKind::commit || step.kind == StepKind::write_until_closed;
    if (everywhere) reach.loads = all_entries(plan);
    if (is_hcall(step.kind) || is_port_operation(step.kind)) add(reach.loads, entries_of(step));
    add(reach.stores, entries_of(step));
    if (is_read(step.kind) || step.kind == StepKind::commit) add(reach.stores, named_entries());
    if (is_hcall(step.kind) || step.kind == StepKind::take_rc || step.kind == StepKind::commit ||
        has_faults(step.kind)) {
      reach.page_records = PageRecords::kUsed;
    }
    if (step.kind == StepKind::write_until_closed) {
      reach.table = *destination_;
      reach.stores = reach.loads;
      reach.page_records = PageRecords::kUsed;
    }
  }

  static void add(std::vector<HpteIndex>& to, const std::vector<HpteIndex>& more) {
    to.insert(to.end(), more.begin(), more.end());
  }

  static std::vector<HpteIndex> all_entries(const TablePlan& plan) {
    std::vector<HpteIndex> entries;
    const HptGeometry& geometry = plan.table.image.geometry();
    for (HpteIndex index; geometry.contains(index); ++index) entries.push_back(index);
    return entries;
  }

  /// Those that are there at the beginning, or that a step is at.
  [[nodiscard]] std::vector<HpteIndex> named_entries() const {
    std::vector<HpteIndex> entries;
    for (const ScenarioEntry& entry : text_.entries) entries.push_back(entry.index);
    for (const ScenarioAgent& agent : text_.agents) {
      for (const ScenarioStep& step : agent.steps) add(entries, entries_of(step));
    }
    return entries;
  }

  World& world_;
  const ScenarioText& text_;
  std::optional<unsigned> destination_;
};

}  // namespace

Scenario scenario_of(const std::string& name, const ScenarioText& text) {
  const auto kept = std::make_shared<const ScenarioText>(text);
  return {name, text.meaning, [kept](World& world) { SetUp(world, *kept).run(); }, text.breaks,
          text.breaks_on};
}

}  // namespace htabsim
