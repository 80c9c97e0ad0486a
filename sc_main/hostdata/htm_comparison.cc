// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/htm_comparison.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/described.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/size_text.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/trace/htm_decoder.h"
#include "sc_main/hostdata/run_stats.h"

namespace htabsim {

namespace {

constexpr std::array<std::string_view, kReloadKinds> kBuffers = {"I-ERAT", "D-ERAT", "SLB"};
constexpr std::uint64_t kMostEratEntries = 0x10000;

std::string_view buffer(ReloadKind kind) { return kBuffers.at(static_cast<std::size_t>(kind)); }

/// Goes through a run's configuration as its statistics have it.
struct RunConfiguration {
  const boost::json::object& stats;
  const std::filesystem::path& file;

  [[nodiscard]] const boost::json::value& at(std::string_view path) const {
    const boost::json::value* found = member_at(stats, path);
    if (found == nullptr) fail(fmt::format("has no {}", path));
    return *found;
  }

  [[nodiscard]] std::size_t erat_entries(std::string_view path, std::uint64_t least) const {
    const boost::json::value& value = at(path);
    boost::system::error_code no_number;
    const auto entries = value.to_number<std::uint64_t>(no_number);
    if (no_number || entries < least || entries > kMostEratEntries) {
      fail(fmt::format("{} is {}, not a number from {} to {}", path, serialize(value), least,
                       grouped(kMostEratEntries)));
    }
    return static_cast<std::size_t>(entries);
  }

  template <DescribedEnum E>
  [[nodiscard]] E named(std::string_view path) const {
    const boost::json::value& value = at(path);
    const boost::json::string* name = value.if_string();
    const auto found = name == nullptr ? std::nullopt : enumerator_from_name<E>(*name);
    if (!found) {
      fail(fmt::format("{} is {}, none of {}", path, serialize(value),
                       fmt::join(enumerator_names<E>(), ", ")));
    }
    return *found;
  }

  [[noreturn]] void fail(const std::string& text) const {
    throw InputError(file.string(), InputError::kNoLine, text);
  }
};

/// Pipes and devices; of what is no file at all, opening it says so.
void refuse_what_is_read_once(const std::filesystem::path& dump) {
  std::error_code error;
  const auto type = std::filesystem::status(dump, error).type();
  using enum std::filesystem::file_type;
  if (type == regular || type == directory || type == not_found || type == none) return;
  throw InputError(dump.string(), InputError::kNoLine,
                   "is read twice, so it must be a file, not a pipe or a device");
}

/// Calls `visit` with each instruction; returns what else the dump had.
template <class Visit>
HtmCounts for_each_instruction(const std::filesystem::path& dump, const Visit& visit) {
  HtmDecoder decoder{FileCursor(InputFile(dump))};
  for (HtmInstruction instruction; decoder.next(instruction);) visit(instruction);
  return decoder.counts();
}

Figure host_figure(std::string name, std::uint64_t value, std::string note) {
  return {std::move(name), "", static_cast<double>(value), std::move(note)};
}

void add_rows(ReloadKind kind, const HtmReloads::Outcome& outcome,
              std::vector<ComparisonRow>& rows) {
  const ReloadAgreement& agreement = outcome.agreement;
  const std::string name = fmt::format("{} reloads", buffer(kind));
  std::string note;
  if (outcome.first_uses != 0 || outcome.hardware_first_uses != 0) {
    note = fmt::format("without first uses: host {}, model {}",
                       grouped(outcome.hardware_first_uses), grouped(outcome.first_uses));
  }
  rows.push_back(
      {host_figure(name, agreement.hardware, note), static_cast<double>(agreement.model)});
  rows.push_back({host_figure(name + ", in the same order", agreement.hardware, ""),
                  static_cast<double>(agreement.common)});
}

/// For a core that tells real addresses everywhere.
void add_untold_rows(ReloadKind kind, const HtmReloads::Outcome& outcome,
                     std::vector<ComparisonRow>& rows) {
  rows.push_back({{fmt::format("{} reloads", buffer(kind)), "", std::nullopt,
                   "the host tells all real addresses, reloaded or not"},
                  static_cast<double>(outcome.agreement.model + outcome.first_uses)});
}

std::string setup_text(const HtmReloadSetup& setup) {
  const EratSizes& erats = setup.erats;
  const std::string secondary =
      erats.secondary_derat_entries == 0
          ? ""
          : fmt::format(" and a secondary one of {}", grouped(erats.secondary_derat_entries));
  return fmt::format(
      "The model: I-ERAT of {} entries, D-ERAT of {}{}, SLB of {};\n"
      "pages of {} and segments of {} where the dump tells no size.\n",
      grouped(erats.ierat_entries), grouped(erats.derat_entries), secondary, Slb::kEntries,
      size_text(shift(setup.page_size)), size_text(shift(setup.segment_size)));
}

void add_line(std::string& text, std::uint64_t count, std::string_view thing,
              std::string_view meaning) {
  if (count != 0) text += fmt::format("{} {}.\n", counted(count, thing), meaning);
}

}  // namespace

HtmReloadSetup htm_reload_setup(const boost::json::object& stats,
                                const std::filesystem::path& stats_file) {
  const RunConfiguration run{stats, stats_file};
  return {{.ierat_entries = run.erat_entries("config.mmu.ierat_entries", 1),
           .derat_entries = run.erat_entries("config.mmu.derat_entries", 1),
           .secondary_derat_entries = run.erat_entries("config.mmu.secondary_derat_entries", 0)},
          run.named<PageSize>("config.guest.page_size"),
          run.named<SegmentSize>("config.guest.segment_size")};
}

HtmComparison::HtmComparison(const std::filesystem::path& dump, const HtmReloadSetup& setup)
    : setup_(setup) {
  refuse_what_is_read_once(dump);
  HtmReloads reloads(setup);
  for_each_instruction(
      dump, [&](const HtmInstruction& instruction) { reloads.learn_sizes(instruction); });
  const HtmCounts counts = for_each_instruction(
      dump, [&](const HtmInstruction& instruction) { reloads.add(instruction); });
  losses_ = counts.losses;
  result_ = reloads.finish();
  if (result_.counts.instructions == 0) {
    throw InputError(dump.string(), InputError::kNoLine, "has no instruction");
  }
}

std::vector<ComparisonRow> HtmComparison::rows() const {
  std::vector<ComparisonRow> rows;
  for (const ReloadKind kind : {ReloadKind::kInstructionErat, ReloadKind::kDataErat}) {
    if (result_.tells_erat_reloads()) {
      add_rows(kind, result_.of(kind), rows);
    } else {
      add_untold_rows(kind, result_.of(kind), rows);
    }
  }
  add_rows(ReloadKind::kSlb, result_.of(ReloadKind::kSlb), rows);
  return rows;
}

std::string HtmComparison::preface() const {
  const HtmReloadCounts& counts = result_.counts;
  std::string text =
      setup_text(setup_) + fmt::format("{}, {}.\n", counted(counts.instructions, "instruction"),
                                       counted(counts.data_references, "data reference"));
  add_line(text, counts.without_address, "instruction", "at an unknown address, left out");
  add_line(text, losses_, "stamp",
           "of lost records: the model does not know of the accesses that they told");
  add_line(text, counts.untold_operands, "invalidation",
           "of what the dump does not name (slbie, tlbie): the model goes on using it");
  add_line(text, counts.secondary_hits, "hit",
           "in the model's secondary D-ERAT, which the figures do not take for reloads");
  const bool cut = std::ranges::any_of(result_.outcomes, [](const HtmReloads::Outcome& outcome) {
    return outcome.agreement.stretches > 1;
  });
  if (cut) {
    text += fmt::format(
        "Orders are compared in stretches of {} reloads: a little more can be in the same order.\n",
        grouped(ReloadComparison::kStretch));
  }
  return text + "\n";
}

std::string HtmComparison::differences() const {
  TextTable table({{"reload"}, {"word", Align::kRight}, {"address"}, {"of"}, {"made by"}});
  bool has_rows = false;
  for (std::size_t i = 0; i < kReloadKinds; ++i) {
    const auto kind = static_cast<ReloadKind>(i);
    if (kind != ReloadKind::kSlb && !result_.tells_erat_reloads()) continue;
    for (const auto& [only, reload] : result_.of(kind).agreement.first_differences) {
      has_rows = true;
      table.add_row({std::string(buffer(kind)), grouped(reload.record),
                     fmt::format("{:016x}", reload.first.value()), size_text(reload.shift),
                     only == ReloadSide::kHardware ? "host alone" : "model alone"});
    }
  }
  return has_rows ? "\nFirst differences, by the dump's 64-bit words from 1:\n\n" + table.text()
                  : "";
}

}  // namespace htabsim
