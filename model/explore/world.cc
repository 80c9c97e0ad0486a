// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/world.h"

#include <algorithm>
#include <utility>

#include "htabsim/model/hpt/table_compare.h"

namespace htabsim {

World::World(ExploredAgent::Stacks& stacks, Defect defect)
    : stacks_(stacks), defect_(defect), invalidations_(defect) {}

ExploredTable& World::add_table(unsigned ptegs) {
  return tables_.emplace_back(static_cast<unsigned>(tables_.size()), ptegs, defect_);
}

ExploredAgent& World::add_agent(std::string name, AgentReach reach) {
  bodies_.emplace_back();
  return agents_.emplace_back(std::move(name), std::move(reach));
}

ExploredProcessor& World::add_processor(ExploredTable& table, ExploredAgent& agent) {
  ExploredProcessor& processor = processors_.emplace_back(table, agent);
  invalidations_.attach(processor);
  return processor;
}

ExploredReader& World::add_reader(ExploredTable& table) {
  return readers_.emplace_back(table, static_cast<int>(readers_.size()));
}

ExploringPort& World::add_port(ExploredTable& table, ExploredAgent* agent,
                               ExploringPort::Role role) {
  return ports_.emplace_back(table, invalidations_, agent, role);
}

void World::set_body(ExploredAgent& agent, std::function<void()> body) {
  const auto is_it = [&](const ExploredAgent& one) { return &one == &agent; };
  const auto number = std::ranges::find_if(agents_, is_it) - agents_.begin();
  bodies_[static_cast<std::size_t>(number)] = std::move(body);
}

void World::begin(Reduction reduction) {
  reduction_ = reduction;
  for (std::size_t i = 0; i < agents_.size(); ++i) agents_[i].start(stacks_, bodies_[i]);
  perform_private();
}

std::vector<World::Choice> World::choices() const {
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < agents_.size(); ++i) {
    if (agents_[i].enabled()) choices.push_back(static_cast<Choice>(i));
  }
  for (std::size_t i = 0; i < processors_.size(); ++i) {
    if (processors_[i].has_pending()) choices.push_back(static_cast<Choice>(agents_.size() + i));
  }
  return choices;
}

void World::perform(Choice choice) {
  if (choice < agents_.size()) {
    ExploredAgent& agent = agents_[choice];
    agent.resume();
    steps_.push_back({agent.name(), agent.last(), Step::Kind::kChosen});
  } else {
    ExploredProcessor& processor = processors_[choice - agents_.size()];
    steps_.push_back({processor.agent().name(),
                      {OperationKind::deliver, HpteIndex(0), processor.next_pending().value},
                      Step::Kind::kChosen});
    processor.deliver();
  }
  perform_private();
}

// An operation whose timing no other agent can observe is done at once: exploring it at other times
// would show nothing new. A read so ends as early as it can, which makes promises about its length
// stricter.
void World::perform_private() {
  if (reduction_ == Reduction::kOff) return;
  for (bool progress = true; progress;) {
    progress = false;
    for (ExploredAgent& agent : agents_) {
      while (agent.enabled() && !can_be_told(agent)) {
        agent.resume();
        note_private(agent);
        progress = true;
      }
    }
  }
}

bool World::can_be_told(const ExploredAgent& agent) const {
  const auto is_other = [&](const ExploredAgent& other) {
    return &other != &agent && !other.done();
  };
  if (std::ranges::none_of(agents_, is_other) && !invalidations_.matter()) return false;
  const Operation& next = agent.next();
  switch (next.kind) {
    case OperationKind::work:
    case OperationKind::barrier:
      return false;
    case OperationKind::tlbie:
    case OperationKind::tlbsync:
      return invalidations_.matter();
    case OperationKind::load_page_rc:
    case OperationKind::merge_page_rc:
    case OperationKind::clear_page_rc:
      return std::ranges::any_of(agents_, [&](const ExploredAgent& other) {
        return is_other(other) && other.reach().page_records == PageRecords::kUsed &&
               other.reach().table == agent.reach().table;
      });
    case OperationKind::fetch_pteg:
      for (unsigned slot = 0; slot < kHptesPerPteg; ++slot) {
        if (conflicts(agent, {next.kind, next.index + slot, 0})) return true;
      }
      return false;
    default:
      return !on_entries(next.kind) || conflicts(agent, next);
  }
}

bool World::conflicts(const ExploredAgent& agent, const Operation& operation) const {
  return std::ranges::any_of(agents_, [&](const ExploredAgent& other) {
    const AgentReach& reach = other.reach();
    if (&other == &agent || other.done() || reach.table != agent.reach().table) return false;
    return reach.can_store(operation.index) ||
           (!is_load(operation.kind) && reach.can_load(operation.index));
  });
}

// Without the beginnings of reads and the ends of waits a schedule would be hard to follow.
void World::note_private(const ExploredAgent& agent) {
  const Operation& last = agent.last();
  if (last.kind == OperationKind::read || last.kind == OperationKind::await) {
    steps_.push_back({agent.name(), last, Step::Kind::kFollows});
  }
}

bool World::done() const {
  return std::ranges::all_of(agents_, [](const ExploredAgent& agent) { return agent.done(); }) &&
         std::ranges::none_of(processors_, [](const auto& one) { return one.has_pending(); });
}

void World::finish() {
  if (finish_) finish_();
}

void World::require_equal(const ExploredTable& expected, const ExploredTable& actual) {
  const TableComparison compared = compare_tables(expected.image, actual.image);
  if (compared.different == 0) return;
  unequal_ = {StreamPromise::no_lost_update, compared.first.front().index, Cycles(0),
              "the destination differs from the source"};
}

std::optional<PromiseViolation> World::violation() const {
  for (const ExploredTable& table : tables_) {
    if (table.promises && table.promises->violations() != 0) {
      return table.promises->first_violations().front();
    }
  }
  if (unequal_) return unequal_;
  if (!done()) return std::nullopt;
  for (const ExploredTable& table : tables_) {
    if (const auto lost = table.lost_rc()) return lost;
  }
  return std::nullopt;
}

std::uint64_t World::state() const {
  Digest digest;
  for (const ExploredTable& table : tables_) table.add_state(digest);
  for (const ExploredAgent& agent : agents_) digest.add(agent.history()).add(agent.done());
  for (const ExploredProcessor& processor : processors_) processor.add_state(digest);
  return digest.value();
}

}  // namespace htabsim
