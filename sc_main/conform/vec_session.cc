// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_session.h"

#include <functional>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/hpt/page_address.h"
#include "sc_main/conform/vec_result_text.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kPatternTop = 0xa500000000000000;

std::string text(Hpte entry) { return fmt::format("v={:x} r={:x}", entry.v, entry.r); }

std::uint8_t pattern_byte(std::uint64_t address) {
  const std::uint64_t dword = (address & ~std::uint64_t{7}) | kPatternTop;
  return static_cast<std::uint8_t>(dword >> (8 * (7 - address % 8)));
}

/// Long busy is for the guest to wait and ask again; that it never ends is a failure.
constexpr unsigned kMostRepeats = 1000;

bool long_busy(HcallStatus status) {
  return status >= HcallStatus::kLongBusy1Ms && status <= HcallStatus::kLongBusy100S;
}

std::string returned_text(const VecHcall& line, HcallStatus status,
                          const std::function<MaskedValue(const VecReturned&)>& value) {
  std::string text = fmt::format("rc={}", static_cast<std::int64_t>(status));
  for (const VecReturned& returned : line.returned) {
    const MaskedValue shown = value(returned);
    if (shown.mask != 0) {
      text += fmt::format(" {}={:x}", returned.label, shown.value & shown.mask);
    }
  }
  return text;
}

}  // namespace

VecSession::VecSession(const VecScript& script, VecMachine& machine, VecCaching caching)
    : script_(script),
      machine_(machine),
      caching_(caching),
      privilege_(script.config.native ? Privilege::kHypervisor : Privilege::kPrivileged) {
  authority_.write(AuthoritySpr::kAmor, ~std::uint64_t{0}, Privilege::kHypervisor);
}

ConformanceOutcome VecSession::run() {
  bool after_access = false;
  for (const VecLine& line : script_.lines) {
    const auto* expected = std::get_if<VecExpect>(&line.content);
    if (after_access && (expected == nullptr || expected->final)) {
      if (auto failure = check_unnamed_entries()) return failure;
      after_access = false;
    }
    line_ = line.number;
    auto failure =
        std::visit([this](const auto& content) { return perform(content); }, line.content);
    if (failure) return failure;
    if (std::holds_alternative<VecAccess>(line.content)) after_access = true;
  }
  return after_access ? check_unnamed_entries() : std::nullopt;
}

VecSession::Failure VecSession::compare(const std::string& expected, const std::string& got) const {
  if (expected == got) return std::nullopt;
  return ConformanceFailure{line_, expected, got};
}

VecSession::Failure VecSession::perform(const VecTableIs& line) {
  return compare(fmt::format("htab_shift={}", line.order),
                 fmt::format("htab_shift={}", machine_.image().geometry().order()));
}

VecSession::Failure VecSession::perform(const VecSlbmte& line) {
  machine_.mmu().slbmte(line.rs, line.rb);
  return std::nullopt;
}

VecSession::Failure VecSession::perform(const VecSlbie& line) {
  machine_.mmu().slbie(line.rb);
  return std::nullopt;
}

VecSession::Failure VecSession::perform(const VecSlbia& line) {
  machine_.mmu().slbia(line.ih);
  return std::nullopt;
}

VecSession::Failure VecSession::perform(const VecSlbRead& line) {
  const Slb& slb = machine_.mmu().slb();
  const std::uint64_t got =
      line.part == VecSlbRead::Part::kEsid ? slb.slbmfee(line.slot) : slb.slbmfev(line.slot);
  return compare(fmt::format("{:x}", line.expected.value & line.expected.mask),
                 fmt::format("{:x}", got & line.expected.mask));
}

VecSession::Failure VecSession::perform(const VecSpr& line) {
  ThreadMmu& mmu = machine_.mmu();
  if (line.number == VecSpr::Register::kLpcr) {
    PartitionRegisters registers = mmu.registers();
    registers.lpcr = Lpcr(line.value);
    mmu.set_registers(registers);
    return std::nullopt;
  }
  const auto spr = line.number == VecSpr::Register::kAmr ? AuthoritySpr::kAmr : AuthoritySpr::kIamr;
  authority_.write(spr, line.value, privilege_);
  mmu.set_masks(authority_.masks());
  return std::nullopt;
}

VecSession::Failure VecSession::perform(const VecHptew& line) {
  machine_.write_hpte(line.index, line.memory);
  entries_[line.index] = view(line.index);
  return std::nullopt;
}

VecSession::Failure VecSession::perform(const VecTlbieRb& line) {
  const std::string expected = fmt::format("rb={:x}", line.expected);
  const auto sizes = kvm_page_size(line.entry.v, line.entry.r);
  if (!sizes) return ConformanceFailure{line_, expected, "no page size"};
  const TlbieRb rb = compute_tlbie_rb(line.entry, line.index, *sizes);
  return compare(expected, fmt::format("rb={:x}", rb.value));
}

VecSession::Failure VecSession::perform(const VecHcall& line) {
  HcallResult result = machine_.hcall(line.frame);
  for (unsigned i = 0; line.until_done && long_busy(result.status) && i < kMostRepeats; ++i) {
    result = machine_.hcall(line.frame);
  }
  note_entries_of(line, result);
  const auto expected = [](const VecReturned& returned) { return returned.expected; };
  const auto got = [&](const VecReturned& returned) {
    return MaskedValue{result.values.at(returned.position), returned.expected.mask};
  };
  if (auto failure = compare(returned_text(line, line.status, expected),
                             returned_text(line, result.status, got))) {
    return failure;
  }
  return check_unnamed_entries();
}

void VecSession::note_entries_of(const VecHcall& line, const HcallResult& result) {
  const auto note = [this](HpteIndex index) {
    if (machine_.image().geometry().contains(index)) entries_[index] = view(index);
  };
  const auto& args = line.frame.args;
  switch (line.frame.token) {
    case HcallToken::kEnter:
      if (result.status == HcallStatus::kSuccess) note(HpteIndex(result.values[0]));
      break;
    case HcallToken::kRemove:
    case HcallToken::kProtect:
      note(HpteIndex(args[1]));
      break;
    case HcallToken::kBulkRemove:
      for (unsigned i = 0; i < 8; i += 2) note(HpteIndex(args[i] & ibm_bits(8, 63)));
      break;
    case HcallToken::kResizeHptCommit:
      if (result.status == HcallStatus::kSuccess) entries_.clear();
      break;
    default:
      break;
  }
}

VecSession::Failure VecSession::perform(const VecAccess& line) {
  if (caching_ == VecCaching::kWalk) machine_.mmu().drop_translations();
  const AccessOutcome outcome = machine_.access(line.access);
  const bool may_be_served = line.mpss && caching_ == VecCaching::kCached;
  if (may_be_served && a_cached_page_may_serve(line.access, outcome)) return std::nullopt;
  return compare(text(line.expected),
                 text_as_compared(result_of(line.access, outcome), line.expected));
}

VecResult VecSession::result_of(const Access& access, const AccessOutcome& outcome) const {
  VecResult result{outcome.fault, outcome.real, {}};
  const bool fetch = access.kind == AccessKind::kFetch;
  if (result.fault && fetch) result.fault->causes &= cause::kSrr1Mask;
  if (outcome.real) result.value = pattern(*outcome.real, access.size);
  return result;
}

std::optional<std::uint64_t> VecSession::pattern(HostReal real, std::uint32_t size) const {
  const VecConfig& config = script_.config;
  if (real.value() < config.pattern_begin || real.value() + size > config.pattern_end) {
    return std::nullopt;
  }
  std::uint64_t value = 0;
  for (std::uint32_t i = 0; i < size; ++i) value = value << 8 | pattern_byte(real.value() + i);
  return value;
}

// Another base page of the same actual page has filled a cache (facts D8).
bool VecSession::a_cached_page_may_serve(const Access& access, const AccessOutcome& outcome) const {
  const ThreadMmu& mmu = machine_.mmu();
  Access effective = access;
  effective.ea = access.effective_address();
  const Slb::Lookup segment = mmu.find_segment(effective);
  if (segment.match != Slb::Match::kHit) return false;
  const PageSize base = segment.segment.base_page;
  const HptGeometry& geometry = machine_.image().geometry();
  const VirtualAddress wanted = virtual_address(segment.segment, effective.ea);
  for (const auto& [index, seen] : entries_) {
    const Hpte entry = from_memory_format(machine_.image().read(index), geometry.format());
    const auto actual = actual_page_size(entry.v, entry.r, base);
    if (!any(entry.v, hpte_v::kValid) || !actual || *actual == base) continue;
    const VirtualAddress page = page_address(entry, index, base, geometry);
    if (page.size != wanted.size || page.vsid != wanted.vsid ||
        ((page.offset ^ wanted.offset) >> shift(*actual)) != 0) {
      continue;
    }
    const std::uint32_t causes = denied(decode_protection(segment.segment, entry.r), access.kind,
                                        access.problem_state(), mmu.masks());
    if (causes != 0) return outcome.fault && outcome.fault->causes == causes;
    const std::uint64_t in_page = low_mask(shift(*actual));
    return outcome.real ==
           HostReal((entry.r & hpte_r::kRpn & ~in_page) | (wanted.offset & in_page));
  }
  return false;
}

VecSession::Failure VecSession::perform(const VecExpect& line) {
  const Hpte got = view(line.index);
  if (!line.final) entries_[line.index] = got;
  const std::uint64_t mask = compared_r(line.r_mask);
  return compare(text(Hpte{line.entry.v, line.entry.r & mask}), text(Hpte{got.v, got.r & mask}));
}

Hpte VecSession::view(HpteIndex index) const {
  const HptImage& image = machine_.image();
  return script_.config.native ? image.read(index) : guest_view(image, index);
}

// With cached translations another entry of the same actual page may have taken the R and C.
std::uint64_t VecSession::compared_r(std::uint64_t mask) const {
  const bool mixed = script_.name.find("mpss") != std::string::npos;
  return caching_ == VecCaching::kCached && mixed ? mask & ~hpte_r::kRc : mask;
}

VecSession::Failure VecSession::check_unnamed_entries() {
  const std::uint64_t mask = compared_r(~std::uint64_t{0});
  for (const auto& [index, expected] : entries_) {
    const Hpte got = view(index);
    if (got.v == expected.v && (got.r & mask) == (expected.r & mask)) continue;
    return ConformanceFailure{
        line_, fmt::format("ptex={:x} unchanged, {}", index.value(), text(expected)), text(got)};
  }
  return std::nullopt;
}

}  // namespace htabsim
