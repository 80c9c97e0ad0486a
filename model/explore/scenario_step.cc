// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/scenario_step.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "htabsim/model/base/nearest_name.h"
#include "htabsim/model/base/number_text.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/base/words.h"
#include "htabsim/model/hpt/geometry.h"

namespace htabsim {

namespace {

using Words = std::vector<std::string>;

constexpr std::array kForms = {
    StepForm{"enter N", StepKind::enter},
    StepForm{"remove N", StepKind::remove},
    StepForm{"protect N", StepKind::protect},
    StepForm{"protect N writable", StepKind::protect_writable},
    StepForm{"clear_ref N", StepKind::clear_ref},
    StepForm{"clear_mod N", StepKind::clear_mod},
    StepForm{"bulk_remove N", StepKind::bulk_remove},
    StepForm{"bulk_remove N N", StepKind::bulk_remove},
    StepForm{"unmap N", StepKind::unmap},
    StepForm{"write_protect N", StepKind::write_protect},
    StepForm{"stream_write N", StepKind::stream_write},
    StepForm{"stream_invalidate N", StepKind::stream_invalidate},
    StepForm{"dirty_log N", StepKind::dirty_log},
    StepForm{"write dword1 N", StepKind::write_dword1},
    StepForm{"write read_only N", StepKind::write_read_only},
    StepForm{"write dword0 N", StepKind::write_dword0},
    StepForm{"write invalid N", StepKind::write_invalid},
    StepForm{"write zero N", StepKind::write_zero},
    StepForm{"clear_r_byte N", StepKind::clear_r_byte},
    StepForm{"set_software_bit N", StepKind::set_software_bit},
    StepForm{"change_in_place N", StepKind::change_in_place},
    StepForm{"take_rc N", StepKind::take_rc},
    StepForm{"tlbie N", StepKind::tlbie},
    StepForm{"tlbsync", StepKind::tlbsync},
    StepForm{"isync", StepKind::isync},
    StepForm{"eieio", StepKind::eieio},
    StepForm{"lwsync", StepKind::lwsync},
    StepForm{"ptesync", StepKind::ptesync},
    StepForm{"commit", StepKind::commit},
    StepForm{"load N", StepKind::load},
    StepForm{"store N", StepKind::store},
    StepForm{"must load N", StepKind::must_load},
    StepForm{"must store N", StepKind::must_store},
    StepForm{"load N with faults", StepKind::load_with_faults},
    StepForm{"store N with faults", StepKind::store_with_faults},
    StepForm{"open", StepKind::open},
    StepForm{"open anew", StepKind::open_anew},
    StepForm{"read all", StepKind::read_all},
    StepForm{"read one", StepKind::read_one},
    StepForm{"read one unless ended AGENT", StepKind::read_one_unless},
    StepForm{"read until clean", StepKind::read_until_clean},
    StepForm{"read until zero", StepKind::read_until_zero},
    StepForm{"send all", StepKind::send_all},
    StepForm{"send until zero", StepKind::send_until_zero},
    StepForm{"close link", StepKind::close_link},
    StepForm{"write until closed", StepKind::write_until_closed},
    StepForm{"await AGENTS", StepKind::await},
    StepForm{"after AGENTS", StepKind::after},
    StepForm{"after AGENTS", StepKind::after},
    StepForm{"start", StepKind::start},
    StepForm{"rest", StepKind::rest},
    StepForm{"check receiver", StepKind::check_receiver},
    StepForm{"check tables equal", StepKind::check_tables},
};

std::vector<std::string> agents_of(const Words& words, std::size_t first) {
  std::string text;
  for (std::size_t i = first; i < words.size(); ++i) text += words[i] + " ";
  std::vector<std::string> agents = split(text, ',');
  for (std::string& agent : agents) agent = std::string(trimmed(agent));
  return agents;
}

HpteIndex entry_of(const std::string& word) {
  const auto entry = whole_number<unsigned>(word);
  if (entry && *entry < kScenarioEntries) return HpteIndex(*entry);
  throw UsageError(fmt::format("entry \"{}\" is none of 0 to {}", word, kScenarioEntries - 1));
}

std::vector<Words> all_form_words() {
  std::vector<Words> all;
  for (const StepForm& form : kForms) all.push_back(words_of(form.words));
  return all;
}

bool names_agents(std::string_view word) { return word == "AGENT" || word == "AGENTS"; }

/// Whether the words have a form, whatever stands in the places of N and AGENTS.
bool has_form(const Words& words, const Words& form) {
  const bool open_ended = names_agents(form.back());
  if (open_ended ? words.size() < form.size() : words.size() != form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] != "N" && !names_agents(form[i]) && form[i] != words[i]) return false;
  }
  return true;
}

ScenarioStep step_of(const Words& words, const Words& form, StepKind kind) {
  ScenarioStep step{.kind = kind, .entry = HpteIndex(0)};
  bool has_entry = false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    if (form[i] == "N") {
      const HpteIndex entry = entry_of(words[i]);
      if (std::exchange(has_entry, true)) {
        step.second = entry;
      } else {
        step.entry = entry;
      }
    }
    if (names_agents(form[i])) step.agents = agents_of(words, i);
  }
  return step;
}

}  // namespace

std::span<const StepForm> step_forms() { return kForms; }

std::optional<UpdateCode> update_code(StepKind kind) {
  switch (kind) {
    case StepKind::enter:
      return UpdateCode::enter;
    case StepKind::remove:
      return UpdateCode::remove;
    case StepKind::bulk_remove:
      return UpdateCode::bulk_remove;
    case StepKind::protect:
    case StepKind::protect_writable:
      return UpdateCode::protect;
    case StepKind::clear_ref:
      return UpdateCode::clear_ref;
    case StepKind::clear_mod:
      return UpdateCode::clear_mod;
    case StepKind::unmap:
    case StepKind::write_protect:
      return UpdateCode::unmap;
    case StepKind::dirty_log:
      return UpdateCode::dirty_log;
    case StepKind::commit:
      return UpdateCode::resize_commit;
    case StepKind::load_with_faults:
    case StepKind::store_with_faults:
      return UpdateCode::page_in;
    default:
      return std::nullopt;
  }
}

std::vector<HpteIndex> entries_of(const ScenarioStep& step) {
  const bool at_entry = is_hcall(step.kind) || is_access(step.kind) || is_port_operation(step.kind);
  if (!at_entry || is_barrier(step.kind)) return {};
  std::vector<HpteIndex> entries{step.entry};
  if (step.second) entries.push_back(*step.second);
  return entries;
}

ScenarioStep parse_step(std::string_view text) {
  static const std::vector<Words> kFormWords = all_form_words();
  const Words words = words_of(text);
  for (std::size_t i = 0; i < kForms.size(); ++i) {
    if (has_form(words, kFormWords[i])) return step_of(words, kFormWords[i], kForms[i].kind);
  }
  std::vector<std::string_view> known;
  for (const StepForm& form : kForms) known.push_back(form.words);
  throw UsageError(fmt::format("there is no step \"{}\"; the nearest is \"{}\"", text,
                               nearest_name(text, known).value_or("")));
}

}  // namespace htabsim
