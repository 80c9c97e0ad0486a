// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/scenario_file.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/line_reader.h"
#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/base/words.h"
#include "htabsim/model/explore/barrier_table.h"
#include "htabsim/model/hpt/geometry.h"

namespace htabsim {

namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kMeaning = "meaning", kExpect = "expect", kEntry = "entry",
                           kHostPages = "host_pages", kNeeds = "needs", kFormat = "format",
                           kErratum = "erratum", kNative = "native", kPages = "pages";

/// A schedule names agents and their processors by one digit or letter each.
constexpr std::size_t kMostAgents = 18;

/// The cells of a row, without the blanks around them.
Words cells_of(std::string_view line) {
  Words cells = split(line, '|');
  for (std::string& cell : cells) cell = std::string(trimmed(cell));
  return cells;
}

/// Reads a file from its first line to its last.
class Parser {
 public:
  explicit Parser(InputFile file) : lines_(std::move(file)) {}

  ScenarioText run() {
    while (next()) {
      if (!text_.agents.empty()) {
        add_row();
      } else if (!add_property()) {
        begin_agents();
      }
    }
    if (text_.agents.empty()) {
      throw InputError(lines_.file_name(), InputError::kNoLine,
                       "has no agents: a line with their names, then one for each step");
    }
    check_agents();
    return std::move(text_);
  }

 private:
  /// The next line with more than a comment.
  bool next() {
    std::string_view line;
    while (lines_.next(line)) {
      line_ = std::string(trimmed(line.substr(0, line.find('#'))));
      if (!line_.empty()) return true;
    }
    return false;
  }

  bool add_property() {
    const Words words = words_of(line_);
    if (words.front() == kMeaning) {
      text_.meaning = std::string(trimmed(line_.substr(kMeaning.size())));
    } else if (words.front() == kExpect) {
      set_expected(words);
    } else if (words.front() == kEntry) {
      add_entry(words);
    } else if (words.front() == kHostPages) {
      set_host_pages(words);
    } else if (words.front() == kNeeds) {
      set_needs(words);
    } else if (words.front() == kPages) {
      set_pages(words);
    } else if (words.front() == kFormat) {
      set_format(words);
    } else if (words.front() == kNative && words.size() == 1) {
      text_.owner = ScenarioText::Owner::kNative;
    } else if (words.front() == kErratum) {
      if (words.size() != 2 || words[1] != "power9") lines_.fail("expected \"erratum power9\"");
      text_.erratum = TlbieErratum::p9;
    } else {
      return false;
    }
    return true;
  }

  void set_expected(const Words& words) {
    if (words.size() == 2 && words[1] == "holds") return;
    const bool on_power = words.size() == 5 && words[3] == "on" && words[4] == "power";
    if ((words.size() == 3 || on_power) && words[1] == "breaks") {
      if (on_power) text_.breaks_on = MemoryModel::power;
      const std::vector<std::string_view> names = promise_names();
      if (std::ranges::find(names, words[2]) == names.end()) {
        lines_.fail(fmt::format("there is no promise \"{}\"; there are {}", words[2],
                                fmt::join(names, ", ")));
      }
      text_.breaks = words[2];
      return;
    }
    lines_.fail(
        "expected \"expect holds\", or \"expect breaks\" and a promise, and perhaps \"on "
        "power\"");
  }

  void set_needs(const Words& words) {
    if (words.size() != 2 || !find_barrier(words[1])) {
      lines_.fail("expected \"needs\" and a barrier of explore --barriers");
    }
    text_.needs = words[1];
  }

  void set_format(const Words& words) {
    const bool is_300 = words.size() == 2 && words[1] == "isa300";
    if (!is_300) lines_.fail("expected \"format isa300\"");
    text_.format = HpteFormat::isa300;
  }

  void set_pages(const Words& words) {
    const bool is_64k = words.size() == 2 && words[1] == "64k_in_4k";
    const bool is_16m = words.size() == 2 && words[1] == "16m_in_64k";
    if (!is_64k && !is_16m) lines_.fail("expected \"pages 64k_in_4k\" or \"pages 16m_in_64k\"");
    text_.pages.sizes = is_64k ? HptePageSize{PageSize::page_4k, PageSize::page_64k}
                               : HptePageSize{PageSize::page_64k, PageSize::page_16m};
  }

  void set_host_pages(const Words& words) {
    const bool is_read_only = words.size() == 2 && words[1] == "read_only";
    if (!is_read_only) lines_.fail("expected \"host_pages read_only\"");
    text_.host_access = HostAccess::kReadOnly;
  }

  void add_entry(const Words& words) {
    ScenarioEntry entry;
    entry.index = entry_number(words);
    for (std::size_t i = 2; i < words.size(); ++i) {
      if (words[i] == "used") {
        entry.used = true;
      } else if (words[i] == "bolted") {
        entry.bolted = true;
      } else if (words[i] == "absent") {
        entry.absent = true;
      } else if (words[i] == "secondary") {
        entry.hash = HashKind::kSecondary;
      } else if (words[i] == "unbacked") {
        entry.unbacked = true;
      } else {
        lines_.fail(
            fmt::format("an entry is not \"{}\"; it may be used, bolted, absent, "
                        "unbacked, secondary",
                        words[i]));
      }
    }
    text_.entries.push_back(entry);
  }

  HpteIndex entry_number(const Words& words) const {
    const auto number = words.size() > 1 ? whole_number<unsigned>(words[1]) : std::nullopt;
    if (!number || *number >= kScenarioEntries) {
      lines_.fail(fmt::format("expected an entry of 0 to {}", kScenarioEntries - 1));
    }
    const HpteIndex index(*number);
    if (std::ranges::find(text_.entries, index, &ScenarioEntry::index) != text_.entries.end()) {
      lines_.fail(fmt::format("entry {} is there already", index.value()));
    }
    return index;
  }

  void begin_agents() {
    for (const std::string& name : cells_of(line_)) {
      if (name.empty()) lines_.fail("an agent has no name");
      const auto same = std::ranges::find(text_.agents, name, &ScenarioAgent::name);
      if (same != text_.agents.end()) lines_.fail(fmt::format("there are two \"{}\"", name));
      text_.agents.push_back({name, {}});
    }
    if (text_.agents.size() > kMostAgents) {
      lines_.fail(fmt::format("{} agents, of at most {}", text_.agents.size(), kMostAgents));
    }
  }

  void add_row() {
    const Words cells = cells_of(line_);
    if (cells.size() > text_.agents.size()) {
      lines_.fail(fmt::format("{} columns, for {} agents", cells.size(), text_.agents.size()));
    }
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (!cells[i].empty()) text_.agents[i].steps.push_back(step_of(cells[i]));
    }
  }

  ScenarioStep step_of(const std::string& cell) const {
    try {
      ScenarioStep step = parse_step(cell);
      const auto entry = std::ranges::find(text_.entries, step.entry, &ScenarioEntry::index);
      if (entry != text_.entries.end()) step.hash = entry->hash;
      for (const std::string& agent : step.agents) check_name(agent);
      return step;
    } catch (const UsageError& error) {
      lines_.fail(error.what());
    }
  }

  void check_name(const std::string& agent) const {
    std::vector<std::string_view> names;
    for (const ScenarioAgent& one : text_.agents) names.push_back(one.name);
    if (std::ranges::find(names, agent) != names.end()) return;
    lines_.fail(fmt::format("there is no agent \"{}\"; the nearest is \"{}\"", agent,
                            nearest_name(agent, names).value_or("")));
  }

  void check_agents() const {
    const bool has_link = std::ranges::any_of(text_.agents, writes);
    for (const ScenarioAgent& agent : text_.agents) {
      if (writes(agent) && agent.steps.size() != 1) fail(agent, "writes, and does more than that");
      check_order(agent);
      if (text_.owner == ScenarioText::Owner::kNative) check_native(agent);
      if (!has_link && std::ranges::any_of(agent.steps, needs_link)) {
        fail(agent, "needs the other end of a link: an agent with \"write until closed\"");
      }
    }
  }

  static bool writes(const ScenarioAgent& agent) {
    return std::ranges::any_of(agent.steps, [](const ScenarioStep& step) {
      return step.kind == StepKind::write_until_closed;
    });
  }

  static bool needs_link(const ScenarioStep& step) {
    return step.kind == StepKind::send_all || step.kind == StepKind::send_until_zero ||
           step.kind == StepKind::close_link || step.kind == StepKind::check_tables;
  }

  /// Nobody else is there yet for what is before `start`.
  void check_order(const ScenarioAgent& agent) const {
    bool opened = false;
    bool waits = false;
    for (const ScenarioStep& step : agent.steps) {
      opened = opened || opens(step);
      if (is_read(step.kind) && !opened) fail(agent, "reads before it opens");
      if (step.kind == StepKind::start && waits) {
        fail(agent, "does more before it starts than open and read");
      }
      waits = waits ||
              !(opens(step) || step.kind == StepKind::read_all || step.kind == StepKind::read_one);
    }
  }

  /// There is no hypervisor to call, and no stream.
  void check_native(const ScenarioAgent& agent) const {
    for (const ScenarioStep& step : agent.steps) {
      const bool waits = step.kind == StepKind::await || step.kind == StepKind::after ||
                         step.kind == StepKind::start || step.kind == StepKind::rest;
      const bool accesses = is_access(step.kind) && step.kind != StepKind::store_with_faults;
      if (waits || accesses || is_port_operation(step.kind)) continue;
      fail(agent, "needs a hypervisor, but the table is native");
    }
  }

  static bool opens(const ScenarioStep& step) {
    return step.kind == StepKind::open || step.kind == StepKind::open_anew;
  }

  [[noreturn]] void fail(const ScenarioAgent& agent, std::string_view text) const {
    throw InputError(lines_.file_name(), InputError::kNoLine,
                     fmt::format("\"{}\" {}", agent.name, text));
  }

  LineReader lines_;
  std::string line_;
  ScenarioText text_;
};

}  // namespace

ScenarioText read_scenario_file(InputFile file) { return Parser(std::move(file)).run(); }

}  // namespace htabsim
