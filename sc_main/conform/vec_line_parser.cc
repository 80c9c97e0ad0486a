// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/vec_line_parser.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/isa/slb.h"

namespace htabsim {

namespace {

constexpr std::string_view kArrow = "->";
constexpr std::size_t kBulkValues = 8;

VecResult result(VecLineScanner& line, const Access& access) {
  VecResult result;
  if (line.accept("ok")) {
    const MaskedValue real = line.masked("ra");
    if (real.mask != 0) result.real = HostReal(real.value);
    if (access.kind == AccessKind::kLoad && line.has("val")) result.value = line.hex("val");
    return result;
  }
  struct Kind {
    std::string_view word;
    Interrupt interrupt;
    std::string_view address;  // empty: it is the access's
    std::string_view causes;   // empty: it has none
  };
  static constexpr Kind kKinds[] = {
      {"dsi", Interrupt::kDataStorage, "dar", "dsisr"},
      {"hdsi", Interrupt::kHypervisorDataStorage, "hdar", "hdsisr"},
      {"isi", Interrupt::kInstructionStorage, "", "srr1"},
      {"hisi", Interrupt::kHypervisorInstructionStorage, "", "hsrr1"},
      {"dseg", Interrupt::kDataSegment, "dar", ""},
      {"iseg", Interrupt::kInstructionSegment, "", ""},
  };
  const std::string_view word = line.word();
  const auto kind = std::ranges::find(kKinds, word, &Kind::word);
  if (kind == std::end(kKinds)) line.fail(fmt::format("unknown result `{}`", word));
  Fault fault{kind->interrupt, access.effective_address(), 0};
  if (!kind->address.empty()) fault.address = Ea(line.hex(kind->address));
  if (!kind->causes.empty()) {
    fault.causes = static_cast<std::uint32_t>(line.hex(kind->causes, 0xffffffff));
  }
  result.fault = fault;
  return result;
}

void returned(VecLineScanner& line, VecHcall& parsed) {
  const auto take = [&](std::string label, unsigned position) {
    const MaskedValue expected = line.masked(label);
    parsed.returned.push_back({std::move(label), position, expected});
  };
  if (line.has("slot")) take("slot", 0);
  if (line.has("v")) {
    take("v", 0);
    take("r", 1);
    if (line.accept("rdc")) parsed.returned.back().expected.mask &= ~hpte_r::kReferenced;
  }
  for (unsigned i = 0; line.has(fmt::format("v{}", i)) && i < 4; ++i) {
    take(fmt::format("v{}", i), 2 * i);
    take(fmt::format("r{}", i), 2 * i + 1);
  }
  if (!line.has("out")) return;
  unsigned position = 0;
  for (const std::uint64_t value : line.list("out", kBulkValues)) {
    parsed.returned.push_back({fmt::format("r{}", position + 4), position, {value}});
    ++position;
  }
}

}  // namespace

VecLineParser::VecLineParser(const VecConfig& config) : config_(config), order_(config.order) {}

VecLine VecLineParser::parse(VecLineScanner& line) {
  struct Keyword {
    std::string_view word;
    void (VecLineParser::*parse)(VecLineScanner&);
  };
  static constexpr Keyword kKeywords[] = {
      {"access", &VecLineParser::access},     {"expect", &VecLineParser::expect},
      {"final", &VecLineParser::final},       {"hcall", &VecLineParser::hcall},
      {"hptew", &VecLineParser::hptew},       {"slbmte", &VecLineParser::slbmte},
      {"slbie", &VecLineParser::slbie},       {"slbia", &VecLineParser::slbia},
      {"slbmfee", &VecLineParser::slbmfee},   {"slbmfev", &VecLineParser::slbmfev},
      {"spr", &VecLineParser::spr},           {"config", &VecLineParser::table_is},
      {"tlbie_rb", &VecLineParser::tlbie_rb},
  };
  const std::string_view word = line.word();
  const auto keyword = std::ranges::find(kKeywords, word, &Keyword::word);
  if (keyword == std::end(kKeywords)) line.fail(fmt::format("unknown line `{}`", word));
  parsed_.number = line.number();
  (this->*keyword->parse)(line);
  line.finish();
  return std::move(parsed_);
}

void VecLineParser::table_is(VecLineScanner& line) {
  order_ = static_cast<unsigned>(
      line.decimal("htab_shift", HptGeometry::kMinOrder, HptGeometry::kMaxOrder));
  line.expect("now");
  parsed_.content = VecTableIs{order_};
}

void VecLineParser::slbmte(VecLineScanner& line) {
  const std::uint64_t rs = line.hex("rs");
  parsed_.content = VecSlbmte{rs, line.hex("rb")};
}

void VecLineParser::slbie(VecLineScanner& line) { parsed_.content = VecSlbie{line.hex("rb")}; }

void VecLineParser::slbia(VecLineScanner& line) {
  parsed_.content = VecSlbia{static_cast<unsigned>(line.hex("ih", 7))};
}

void VecLineParser::slbmfee(VecLineScanner& line) { slb_read(line, VecSlbRead::Part::kEsid); }

void VecLineParser::slbmfev(VecLineScanner& line) { slb_read(line, VecSlbRead::Part::kVsid); }

void VecLineParser::slb_read(VecLineScanner& line, VecSlbRead::Part part) {
  const auto slot = static_cast<unsigned>(line.decimal("slot", 0, Slb::kEntries - 1));
  line.expect(kArrow);
  parsed_.content = VecSlbRead{part, slot, line.masked_word()};
}

void VecLineParser::spr(VecLineScanner& line) {
  using Register = VecSpr::Register;
  const std::string_view name = line.text("name");
  Register number = Register::kAmr;
  if (name == "iamr") {
    number = Register::kIamr;
  } else if (name == "lpcr" && config_.native) {
    number = Register::kLpcr;
  } else if (name != "amr") {
    line.fail(fmt::format("`{}` is no register that can be written here", name));
  }
  parsed_.content = VecSpr{number, line.hex("val")};
}

void VecLineParser::hptew(VecLineScanner& line) {
  if (!config_.native) line.fail("software writes no HPTE under a hypervisor");
  const HpteIndex at = index(line);
  const std::uint64_t d0 = line.hex("d0");
  parsed_.content = VecHptew{at, {d0, line.hex("d1")}};
}

void VecLineParser::tlbie_rb(VecLineScanner& line) {
  const std::uint64_t v = line.hex("v");
  const std::uint64_t r = line.hex("r");
  const HpteIndex at(line.hex("ptex"));
  line.expect(kArrow);
  parsed_.content = VecTlbieRb{{v, r}, at, line.hex("rb")};
}

void VecLineParser::expect(VecLineScanner& line) { entry(line, false); }

void VecLineParser::final(VecLineScanner& line) { entry(line, true); }

void VecLineParser::entry(VecLineScanner& line, bool is_final) {
  const HpteIndex at = index(line);
  const std::uint64_t v = line.hex("v");
  VecExpect expected{at, {v, line.hex("r")}};
  if (line.accept("rdc")) expected.r_mask = ~hpte_r::kReferenced;
  expected.final = is_final;
  parsed_.content = expected;
}

HpteIndex VecLineParser::index(VecLineScanner& line) const {
  return HpteIndex(line.hex("ptex", HptGeometry(order_).hptes() - 1));
}

void VecLineParser::access(VecLineScanner& line) {
  VecAccess parsed;
  Access& access = parsed.access;
  const std::string_view op = line.text("op");
  if (op != "r" && op != "w" && op != "x") line.fail("op= is r, w or x");
  access.kind = op == "r" ? AccessKind::kLoad : op == "w" ? AccessKind::kStore : AccessKind::kFetch;
  access.size = static_cast<std::uint32_t>(line.decimal("size", 1, 8));
  access.ea = Ea(line.hex("ea"));
  access.msr = machine_state(line, access.kind);
  if (access.kind == AccessKind::kStore) line.hex("val");
  line.expect(kArrow);
  parsed.expected = result(line, access);
  parsed.mpss = line.accept("mpss");
  if (parsed.mpss && !parsed.expected.fault) line.fail("mpss marks a miss");
  parsed_.content = parsed;
}

std::uint64_t VecLineParser::machine_state(VecLineScanner& line, AccessKind kind) const {
  std::uint64_t state = kind == AccessKind::kFetch ? msr::kIr : msr::kDr;
  if (line.hex("pr", 1) == 1) state |= msr::kPr;
  if (config_.native && line.hex("hv", 1) == 1) state |= msr::kHv;
  if (line.has("dr") && kind != AccessKind::kFetch && line.hex("dr", 1) == 0) state &= ~msr::kDr;
  const bool mode_64 = !line.has("sf") || line.hex("sf", 1) == 1;
  return mode_64 ? state | msr::kSf : state;
}

void VecLineParser::hcall(VecLineScanner& line) {
  struct Form {
    std::string_view name;
    HcallToken token;
    std::vector<std::string_view> arguments;
  };
  static const Form kForms[] = {
      {"H_ENTER", HcallToken::kEnter, {"flags", "ptex", "v", "r"}},
      {"H_REMOVE", HcallToken::kRemove, {"flags", "ptex", "avpn"}},
      {"H_PROTECT", HcallToken::kProtect, {"flags", "ptex", "avpn"}},
      {"H_READ", HcallToken::kRead, {"flags", "ptex"}},
      {"H_BULK_REMOVE", HcallToken::kBulkRemove, {}},
      {"H_PAGE_INIT", HcallToken::kPageInit, {"a0", "a1", "a2"}},
      {"H_RESIZE_HPT_PREPARE", HcallToken::kResizeHptPrepare, {"a0", "a1"}},
      {"H_RESIZE_HPT_COMMIT", HcallToken::kResizeHptCommit, {"a0", "a1"}},
  };
  if (config_.native) line.fail("there is no hypervisor to call");
  const std::string_view name = line.word();
  const auto form = std::ranges::find(kForms, name, &Form::name);
  if (form == std::end(kForms)) line.fail(fmt::format("unknown hcall `{}`", name));
  VecHcall parsed;
  parsed.frame.token = form->token;
  parsed.frame.msr = msr::kSf;
  std::size_t position = 0;
  for (const std::string_view argument : form->arguments) {
    parsed.frame.args.at(position++) = line.hex(argument);
  }
  if (form->token == HcallToken::kBulkRemove) {
    std::ranges::copy(line.list("in", kBulkValues), parsed.frame.args.begin());
  }
  line.expect(kArrow);
  parsed.status = HcallStatus(line.decimal("rc", -1000, 10000));
  returned(line, parsed);
  parsed.until_done = line.accept("final");
  parsed_.content = std::move(parsed);
}

}  // namespace htabsim
