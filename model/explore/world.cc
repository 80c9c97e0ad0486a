// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/world.h"

#include <algorithm>
#include <numeric>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/explore/sequential_memory.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kMemory = 0x1000'0000;
constexpr MemorySlot kSlot = {GuestReal(0), kMemory, HostReal(0x10'0000'0000), 16, true};

}  // namespace

World::TablePlan& World::add_table(unsigned ptegs, HpteFormat format) {
  TablePlan& plan =
      tables_.emplace_back(static_cast<unsigned>(tables_.size()), ExploredTable(ptegs, format));
  plan.partition.slots.add(kSlot);
  plan.partition.defect = rules_.defect;
  return plan;
}

unsigned World::add_agent(std::string name, AgentReach reach, ExploredAgent::Code code,
                          Preparation preparation) {
  const auto number = static_cast<unsigned>(agents_.size());
  tables_[reach.table].agents.push_back(number);
  agents_.push_back(
      {ExploredAgent(number, std::move(name), std::move(reach), std::move(code)), preparation});
  return number;
}

unsigned World::add_processor() {
  processors_.push_back(static_cast<unsigned>(agents_.size()));
  return static_cast<unsigned>(processors_.size() - 1);
}

WorldState World::begin(Reduction reduction) {
  reduction_ = reduction;
  if (reduction == Reduction::kOff) ignore_symmetry();
  WorldState state{.tables = {},
                   .agents = std::vector<AgentNodeId>(agents_.size()),
                   .invalidations = Invalidations(processors_.size()),
                   .link = {},
                   .unequal = {}};
  if (has_link_) state.link.emplace();
  state.invalidations.set_waits(waits_);
  for (const TablePlan& plan : tables_) {
    state.tables.push_back(plan.table);
    state.tables.back().partition = partitions_.id_of(plan.partition);
  }
  if (rules_.memory == MemoryModel::power) make_weak(state);
  for (unsigned agent = 0; agent < agents_.size(); ++agent) begin(state, agent);
  for (ExploredTable& table : state.tables) table.meet();
  perform_private(state, nullptr);
  settle(state);
  return state;
}

/// One agent alone sees its own stores in their order.
void World::make_weak(WorldState& state) const {
  for (const TablePlan& plan : tables_) {
    if (plan.agents.size() < 2) continue;
    std::set<HpteIndex> entries;
    for (const unsigned agent : plan.agents) {
      const AgentReach& reach = agents_[agent].agent.reach();
      entries.insert(reach.stores.begin(), reach.stores.end());
    }
    state.tables[plan.number].weak.emplace(plan.table.image,
                                           std::vector(entries.begin(), entries.end()),
                                           static_cast<unsigned>(agents_.size()), processors_);
  }
}

void World::settle(WorldState& state) const {
  for (const TablePlan& plan : tables_) {
    ExploredTable& table = state.tables[plan.number];
    if (!table.weak) continue;
    std::vector<unsigned> live;
    for (const unsigned agent : plan.agents) {
      if (ended(state, agent)) {
        table.weak->retire(agent);
      } else {
        live.push_back(agent);
      }
    }
    table.settle(live);
  }
}

void World::begin(WorldState& state, unsigned agent) {
  Planned& planned = agents_[agent];
  planned.agent.begin(partitions_, state.tables[table_of(agent)].partition,
                      go_on(state, agent, Follow::kNone));
  if (planned.preparation == Preparation::kNone) return;
  while (step(state, agent, Follow::kNone).kind != OperationKind::start) continue;
}

std::vector<World::Choice> World::choices(const WorldState& state) const {
  std::vector<Choice> choices;
  for (unsigned agent = 0; agent < agents_.size(); ++agent) {
    if (!enabled(state, agent)) continue;
    const unsigned ways = counted_outcomes(state, agent);
    for (unsigned outcome = 0; outcome < ways; ++outcome) {
      choices.push_back({static_cast<std::uint8_t>(agent), static_cast<std::uint8_t>(outcome)});
    }
  }
  for (unsigned i = 0; i < processors_.size(); ++i) {
    if (state.invalidations.has_pending(i)) {
      choices.push_back({static_cast<std::uint8_t>(agents_.size() + i)});
    }
  }
  return choices;
}

unsigned World::outcomes(const WorldState& state, unsigned agent) const {
  if (rules_.memory == MemoryModel::sc) return 1;
  const ExploredTable& table = state.tables[table_of(agent)];
  return table.weak ? table.weak->outcomes(agent, node(state, agent).next) : 1;
}

unsigned World::counted_outcomes(const WorldState& state, unsigned agent) const {
  const unsigned ways = outcomes(state, agent);
  if (ways <= kMostOutcomes) return ways;
  throw UsageError(fmt::format("an operation of {} can come out in {} ways, of at most {}",
                               agents_[agent].agent.name(), ways, kMostOutcomes));
}

bool World::enabled(const WorldState& state, unsigned agent) const {
  const Node& at = node(state, agent);
  return at.progress == Node::Progress::kGoing && is_ready(state, agent, at.next);
}

bool World::is_ready(const WorldState& state, unsigned agent, const PendingOperation& next) const {
  const ExploredTable& table = state.tables[table_of(agent)];
  switch (next.awaits) {
    case Awaits::kNothing:
      return true;
    case Awaits::kNotHeld:
      return !table.held;
    case Awaits::kNobodyAtWork:
      return table.at_work == 0;
    case Awaits::kUnlocked:
      return !any(table.image.load(next.operation.index, HpteDword::k0), hpte_v::kHvLock);
    case Awaits::kPartitionChange:
      return table.partition != next.partition;
    case Awaits::kInvalidations:
      return rules_.defect == Defect::tlbsync_does_not_wait || state.invalidations.complete(agent);
    case Awaits::kCondition:
      return next.condition(state);
    case Awaits::kEnd:
      return false;
  }
  return false;
}

void World::perform(WorldState& state, Choice choice, std::vector<Step>* steps) {
  const Follow follow = reduction_ == Reduction::kOn && !steps ? Follow::kPrivate : Follow::kNone;
  if (is_agent(choice.actor)) {
    const Operation done = step(state, choice.actor, follow, choice.outcome);
    if (steps) {
      steps->push_back(
          {agents_[choice.actor].agent.name(), done, Step::Kind::kChosen, choice.outcome});
    }
  } else {
    const unsigned processor = choice.actor - static_cast<unsigned>(agents_.size());
    const Operation done = deliver(state, processor);
    const ExploredAgent& agent = agents_[processors_[processor]].agent;
    if (steps) steps->push_back({agent.name(), done, Step::Kind::kChosen});
  }
  perform_private(state, steps);
  settle(state);
}

/// Returns the operation, with the value that it loaded.
Operation World::step(WorldState& state, unsigned agent, Follow follow, unsigned outcome) {
  const AgentNodeId from = state.agents[agent];
  const Node& at = node(state, agent);
  Operation done = at.next.operation;
  AgentEvent event = event_of(state, agent, outcome);
  if (is_load(done.kind) || done.kind == OperationKind::load_page_rc) {
    done.value = event.observed.front();
  }
  if (done.kind == OperationKind::spin && at.attempt) {
    state.agents[agent] = *at.attempt;  // nothing of the try is left in the agent
    return done;
  }
  ExploredAgent& code = agents_[agent].agent;
  if (const auto known = code.known(at, event)) {
    state.agents[agent] = *known;
    apply(state, agent);
  } else {
    code.run_on(partitions_, from, std::move(event), go_on(state, agent, follow));
  }
  return done;
}

AgentEvent World::event_of(WorldState& state, unsigned agent, unsigned outcome) {
  const PartitionId found = state.tables[table_of(agent)].partition;
  return {.partition = found,
          .observed = do_operation(state, agent, node(state, agent).next, outcome)};
}

/// For code that comes to places where nobody has been: each step changes the state, and goes on
/// without a return to here if it is clear that the next one follows.
ExploredAgent::GoOn World::go_on(WorldState& state, unsigned agent, Follow follow) {
  return [this, &state, agent, follow](AgentNodeId place) -> std::optional<AgentEvent> {
    state.agents[agent] = place;
    apply(state, agent);
    const Node& at = node(state, agent);
    if (at.progress == Node::Progress::kDone || at.next.operation.kind == OperationKind::spin) {
      return std::nullopt;
    }
    const bool follows =
        follow == Follow::kAll || (follow == Follow::kPrivate && is_private(state, agent));
    if (!follows) return std::nullopt;
    return event_of(state, agent, 0);
  };
}

Observed World::do_operation(WorldState& state, unsigned agent, const PendingOperation& pending,
                             unsigned outcome) {
  ExploredTable& table = state.tables[table_of(agent)];
  if (pending.operation.kind == OperationKind::merge_page_rc) {
    table.recorded(pending.page, pending.operation.value);
  }
  if (on_table(pending.operation.kind)) {
    return table.weak ? do_weakly(table, agent, pending, outcome) : do_in_order(table, pending);
  }
  do_control(state, agent, pending);
  return pending.probe ? pending.probe(state) : Observed{};
}

Observed World::do_weakly(ExploredTable& table, unsigned agent, const PendingOperation& pending,
                          unsigned outcome) {
  WeakMemory::Done done = table.weak->perform(agent, pending, outcome, table.image);
  if (done.newest) table.changed(pending.operation.index, pending.author, *done.newest);
  return std::move(done.observed);
}

/// An operation that is not on memory.
void World::do_control(WorldState& state, unsigned agent, const PendingOperation& pending) const {
  ExploredTable& table = state.tables[table_of(agent)];
  switch (pending.operation.kind) {
    case OperationKind::barrier:
      do_barrier(state, agent, static_cast<Barrier>(pending.operation.value));
      break;
    case OperationKind::tlbie:
      post(state, agent, TlbieRb{pending.operation.value});
      break;
    case OperationKind::tlbsync:
      if (table.weak) table.weak->tlbsync(agent);
      break;
    case OperationKind::spin:
      if (table.weak && pending.awaits == Awaits::kUnlocked) {
        table.weak->see_newest(agent, pending.operation.index);
      }
      break;
    case OperationKind::await:
      meet_ended(state, agent);
      break;
    case OperationKind::hold:
      table.held = true;
      table.meet();
      break;
    case OperationKind::release:
      table.held = false;
      table.meet();
      break;
    case OperationKind::switch_table:
      table.switch_table(*pending.table);
      table.meet();
      break;
    case OperationKind::access:
    case OperationKind::hcall:
    case OperationKind::read:
      state.await_call(table_of(agent), agent);
      ++table.at_work;
      break;
    default:
      break;
  }
}

void World::do_barrier(WorldState& state, unsigned agent, Barrier kind) const {
  ExploredTable& table = state.tables[table_of(agent)];
  if (!table.weak) return;
  table.weak->barrier(agent, kind);
  table.note_visible();
  if (kind == Barrier::kEieio || kind == Barrier::kPtesync) state.invalidations.order(agent);
}

/// Whoever waits until others have ended has a full barrier with them (facts O15).
void World::meet_ended(WorldState& state, unsigned agent) const {
  ExploredTable& table = state.tables[table_of(agent)];
  if (!table.weak) return;
  for (const unsigned other : tables_[table_of(agent)].agents) {
    if (other != agent && ended(state, other)) table.weak->publish(other);
  }
  table.weak->await_call(agent);
  table.note_visible();
}

/// A processor that makes no access any more has done it at once.
void World::post(WorldState& state, unsigned from, TlbieRb rb) const {
  const auto ordered = rules_.memory == MemoryModel::power ? Invalidations::Ordered::kNo
                                                           : Invalidations::Ordered::kYes;
  for (unsigned i = 0; i < processors_.size(); ++i) {
    const unsigned agent = processors_[i];
    if (!ended(state, agent)) {
      state.invalidations.post(from, i, rb, ordered);
    } else if (auto& weak = state.tables[table_of(agent)].weak) {
      weak->acknowledge(agent);
    }
  }
}

Operation World::deliver(WorldState& state, unsigned processor) {
  const TlbieRb rb = state.invalidations.next(processor);
  state.invalidations.deliver(processor);
  const unsigned agent = processors_[processor];
  ExploredTable& table = state.tables[table_of(agent)];
  if (table.weak && !state.invalidations.is_looking_up(processor)) table.weak->acknowledge(agent);
  state.agents[agent] = agents_[agent].agent.invalidated(
      state.agents[agent], {.kind = AgentEvent::Kind::kInvalidated, .observed = {rb.value}});
  return {OperationKind::deliver, HpteIndex(0), rb.value};
}

/// What the agent's step changes besides memory.
void World::apply(WorldState& state, unsigned agent) const {
  const Node& at = node(state, agent);
  if (at.left_partition) state.tables[table_of(agent)].partition = *at.left_partition;
  for (const Effect& effect : at.effects) effect(state);
}

// An operation whose timing no other agent can observe is done at once: exploring it at other times
// would show nothing new. A read so ends as early as it can, which makes promises about its length
// stricter. Without the beginnings of reads and the ends of waits a schedule would be hard to
// follow.
void World::perform_private(WorldState& state, std::vector<Step>* steps) {
  if (reduction_ == Reduction::kOff) return;
  for (bool progress = true; progress;) {
    progress = false;
    for (unsigned agent = 0; agent < agents_.size(); ++agent) {
      while (is_private(state, agent)) {
        const Operation done = step(state, agent, steps ? Follow::kNone : Follow::kPrivate);
        const bool told = done.kind == OperationKind::read || done.kind == OperationKind::await ||
                          done.kind == OperationKind::after;
        if (steps && told) {
          steps->push_back({agents_[agent].agent.name(), done, Step::Kind::kFollows});
        }
        progress = true;
      }
    }
  }
}

bool World::invalidations_matter(const WorldState& state) const {
  return state.invalidations.any_pending() ||
         std::ranges::any_of(processors_, [&](unsigned agent) { return !ended(state, agent); });
}

bool World::any_other(const WorldState& state, unsigned agent) const {
  for (unsigned other = 0; other < agents_.size(); ++other) {
    if (other != agent && !ended(state, other)) return true;
  }
  return false;
}

bool World::can_be_told(const WorldState& state, unsigned agent) const {
  if (!any_other(state, agent) && !invalidations_matter(state)) return false;
  const Operation& next = node(state, agent).next.operation;
  switch (next.kind) {
    case OperationKind::work:
      return false;
    case OperationKind::barrier:
      return state.tables[table_of(agent)].weak &&
             next.value == static_cast<std::uint64_t>(Barrier::kPtesync);
    case OperationKind::tlbie:
    case OperationKind::tlbsync:
      return invalidations_matter(state);
    case OperationKind::load_page_rc:
    case OperationKind::merge_page_rc:
    case OperationKind::clear_page_rc:
      return others_use_page_records(state, agent);
    case OperationKind::fetch_pteg:
      for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
        if (conflicts(state, agent, next.kind, next.index + slot)) return true;
      }
      return false;
    default:
      return !on_entries(next.kind) || conflicts(state, agent, next.kind, next.index);
  }
}

bool World::conflicts(const WorldState& state, unsigned agent, OperationKind kind,
                      HpteIndex index) const {
  for (unsigned other = 0; other < agents_.size(); ++other) {
    if (other == agent || table_of(other) != table_of(agent) || ended(state, other)) continue;
    const AgentReach& reach = agents_[other].agent.reach();
    if (reach.can_store(index) || (!is_load(kind) && reach.can_load(index))) return true;
  }
  return false;
}

bool World::others_use_page_records(const WorldState& state, unsigned agent) const {
  for (unsigned other = 0; other < agents_.size(); ++other) {
    if (other == agent || table_of(other) != table_of(agent) || ended(state, other)) continue;
    if (agents_[other].agent.reach().page_records == PageRecords::kUsed) return true;
  }
  return false;
}

bool World::done(const WorldState& state) const {
  for (unsigned agent = 0; agent < agents_.size(); ++agent) {
    if (!ended(state, agent)) return false;
  }
  return !state.invalidations.any_pending();
}

void World::finish(WorldState& state, const std::vector<unsigned>& order) {
  for (ExploredTable& table : state.tables) table.meet();
  for (const unsigned agent : order) {
    while (node(state, agent).progress != Node::Progress::kDone) {
      step(state, agent, Follow::kAll);
    }
  }
}

/// What agents of the same code do after their rest() they do in all orders, as one state stands
/// for all in which they have changed places.
std::optional<BrokenPromise> World::verdict_at_end(WorldState& state) {
  std::vector<unsigned> symmetric = symmetric_;
  while (std::ranges::next_permutation(symmetric).found) {
    WorldState copy = state;
    finish(copy, in_order(symmetric));
    if (auto broken = violation(copy)) return broken;
  }
  finish(state, in_order(symmetric));
  return violation(state);
}

std::vector<unsigned> World::in_order(const std::vector<unsigned>& symmetric) const {
  std::vector<unsigned> order(agents_.size());
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t i = 0; i < symmetric.size(); ++i) order[symmetric_[i]] = symmetric[i];
  return order;
}

std::optional<BrokenPromise> World::violation(const WorldState& state) const {
  for (const ExploredTable& table : state.tables) {
    if (table.promises && table.promises->violations() != 0) {
      return BrokenPromise(table.promises->first_violations().front());
    }
    if (table.broken()) return table.broken();
  }
  if (state.unequal) return state.unequal;
  if (!done(state)) return std::nullopt;
  for (const ExploredTable& table : state.tables) {
    if (const auto lost = table.lost_rc()) return lost;
  }
  return std::nullopt;
}

World::Standing World::standing(WorldState& state) {
  using enum Standing::End;
  if (done(state)) {
    return {kDone, verdict_at_end(state)};
  }
  return {choices(state).empty() ? kDeadlock : kOpen, violation(state)};
}

std::vector<World::Step> World::steps_along(WorldState state, const std::vector<Choice>& path) {
  std::vector<Step> steps;
  for (const Choice choice : path) perform(state, choice, &steps);
  return steps;
}

/// Of the ways to name agents of the same code those count that put them in the order of what they
/// have learned, and of these the one with the least fingerprint.
std::uint64_t World::digest(const WorldState& state) const {
  if (symmetric_.empty()) return digest_as_named(state);
  const auto name = [&](unsigned agent) { return node(state, agent).name; };
  std::vector<unsigned> symmetric = symmetric_;
  std::optional<std::uint64_t> least;
  do {
    if (!std::ranges::is_sorted(symmetric, {}, name)) continue;
    const std::uint64_t one =
        symmetric == symmetric_ ? digest_as_named(state) : digest_in(state, in_order(symmetric));
    least = std::min(least.value_or(one), one);
  } while (std::ranges::next_permutation(symmetric).found);
  return *least;
}

std::uint64_t World::digest_as_named(const WorldState& state) const {
  Digest digest;
  for (const ExploredTable& table : state.tables) table.add_state(digest, {});
  for (unsigned agent = 0; agent < agents_.size(); ++agent) digest.add(node(state, agent).name);
  state.invalidations.add_state(digest, {}, {});
  return digest.value();
}

/// With the agents in another order.
std::uint64_t World::digest_in(const WorldState& state, const std::vector<unsigned>& order) const {
  Digest digest;
  std::vector<unsigned> renamed(order.size());
  for (unsigned i = 0; i < order.size(); ++i) renamed[order[i]] = i;
  for (const ExploredTable& table : state.tables) table.add_state(digest, renamed);
  for (const unsigned agent : order) digest.add(node(state, agent).name);
  std::vector<unsigned> processors;
  for (const unsigned agent : processors_) {
    const auto found = std::ranges::find(processors_, order[agent]);
    processors.push_back(static_cast<unsigned>(found - processors_.begin()));
  }
  state.invalidations.add_state(digest, renamed, processors);
  return digest.value();
}

}  // namespace htabsim
