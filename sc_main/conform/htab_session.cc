// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_session.h"

#include <algorithm>
#include <span>
#include <string_view>

#include <boost/endian/arithmetic.hpp>
#include <fmt/core.h>

#include "sc_main/conform/htab_canonical.h"
#include "sc_main/conform/htab_digest.h"
#include "sc_main/conform/htab_script.h"

namespace htabsim {

namespace {

/// More than any read of a table that a script is likely to make, and little enough to allocate.
constexpr std::uint64_t kLargestRead = std::uint64_t{1} << 30;

std::string text(HtabErrno error) { return fmt::format("errno {}", name(error)); }

std::string text(const IoResult& result) {
  return result.error ? text(*result.error) : fmt::format("{}", result.bytes);
}

std::string text(HcallStatus status) {
  return fmt::format("{}", static_cast<std::int64_t>(status));
}

std::string text(Hpte view) {
  if (!any(view.v, hpte_v::kValid)) return fmt::format("{:016x} -", view.v);
  return fmt::format("{:016x} {:016x}", view.v, view.r);
}

/// An operation that says nothing when it succeeds.
HtabOutcome silent(HcallStatus status) { return {text(HcallStatus::kSuccess), text(status), {}}; }

HtabOutcome compared(const HtabScriptLine& line, std::string got,
                     std::vector<std::byte> data = {}) {
  return {std::string(line.result()), std::move(got), std::move(data)};
}

HcallStatus hcall(HtabMachine& machine, HcallToken token, std::uint64_t flags, HpteIndex index,
                  Hpte entry = {}) {
  HcallFrame frame;
  frame.token = token;
  frame.args = {flags, index.value(), entry.v, entry.r};
  return machine.hcall(frame).status;
}

/// The guest removes the entry if there is one, and enters another if that has V set.
HcallStatus replace(HtabMachine& machine, HpteIndex index, Hpte entry) {
  hcall(machine, HcallToken::kRemove, 0, index);
  if (!any(entry.v, hpte_v::kValid)) return HcallStatus::kSuccess;
  return hcall(machine, HcallToken::kEnter, hcall_flag::kExact, index, entry);
}

/// The entry comes to be what is given, without a trace beside the change flag.
HcallStatus establish(HtabMachine& machine, HpteIndex index, Hpte entry,
                      HtabMachine::ChangeFlag flag) {
  const HcallStatus status = replace(machine, index, entry);
  machine.set_change_flag(index, flag);
  return status;
}

HtabMachine::ChangeFlag change_flag(const HtabScriptLine& line, std::size_t argument) {
  if (line.arguments() == argument) return HtabMachine::ChangeFlag::kClear;
  if (line.argument(argument) != "mod") line.fail("only `mod` may stand here");
  return HtabMachine::ChangeFlag::kSet;
}

struct HashedEntry {
  boost::endian::big_uint64_t index;
  boost::endian::big_uint64_t v;
  boost::endian::big_uint64_t r;
};
static_assert(sizeof(HashedEntry) == 24);

}  // namespace

struct HtabSession::Operation {
  std::string_view name;
  std::size_t least_arguments;
  std::size_t most_arguments;
  bool has_result;
  HtabOutcome (HtabSession::*perform)(const HtabScriptLine&);
};

const HtabSession::Operation& HtabSession::find_operation(const HtabScriptLine& line) {
  static constexpr Operation kOperations[] = {
      {"hpt", 2, 2, false, &HtabSession::hpt},
      {"vm", 1, 1, false, &HtabSession::vm},
      {"set", 3, 4, false, &HtabSession::set},
      {"fill", 6, 7, false, &HtabSession::fill},
      {"update", 3, 3, false, &HtabSession::update},
      {"touch", 2, 2, false, &HtabSession::touch},
      {"open", 3, 3, true, &HtabSession::open},
      {"read", 2, 2, true, &HtabSession::read},
      {"drain", 2, 2, true, &HtabSession::drain},
      {"write", 2, 2, true, &HtabSession::write},
      {"copy", 3, 3, true, &HtabSession::copy},
      {"close", 1, 1, false, &HtabSession::close},
      {"expect", 3, 3, false, &HtabSession::expect},
      {"expecthash", 2, 2, false, &HtabSession::expect_hash},
      {"expectmmu", 3, 3, false, &HtabSession::expect_mmu},
      {"vcpus", 1, 1, false, &HtabSession::vcpus},
      {"mmuready", 1, 1, false, &HtabSession::mmu_ready},
      {"protect", 2, 2, true, &HtabSession::protect},
      {"clearref", 1, 1, true, &HtabSession::clear_reference},
      {"clearmod", 1, 1, true, &HtabSession::clear_change},
      {"unmap", 1, 1, false, &HtabSession::unmap},
  };
  const auto* found = std::ranges::find(kOperations, line.operation(), &Operation::name);
  if (found == std::end(kOperations)) {
    line.fail(fmt::format("there is no operation `{}`", line.operation()));
  }
  return *found;
}

HtabOutcome HtabSession::perform(const HtabScriptLine& line) {
  const Operation& operation = find_operation(line);
  if (line.arguments() < operation.least_arguments) line.fail("an argument is missing");
  if (line.arguments() > operation.most_arguments) line.fail("too many arguments");
  if (line.result().empty() == operation.has_result) {
    line.fail(operation.has_result ? "the result is missing" : "this operation has no result");
  }
  return (this->*operation.perform)(line);
}

HtabMachine& HtabSession::machine(const HtabScriptLine& line) const {
  const auto found = machines_.find(current_);
  if (found == machines_.end()) line.fail(fmt::format("machine `{}` has no table yet", current_));
  return *found->second;
}

HpteIndex HtabSession::index(const HtabScriptLine& line, std::size_t argument) const {
  return HpteIndex(line.decimal(argument, machine(line).geometry().hptes() - 1));
}

HtabSession::Descriptor HtabSession::descriptor(const HtabScriptLine& line,
                                                std::size_t argument) const {
  const auto found = descriptors_.find(line.argument(argument));
  if (found == descriptors_.end()) {
    line.fail(fmt::format("descriptor `{}` is not open", line.argument(argument)));
  }
  return found->second;
}

IoResult HtabSession::Descriptor::read(std::vector<std::byte>& buffer) const {
  const IoResult result = machine->read(number, buffer);
  const auto data = std::span(buffer).first(result.bytes);
  convert_headers(data, machine->header_order(), HeaderOrder::kBig);
  return result;
}

IoResult HtabSession::Descriptor::write(std::vector<std::byte> bytes) const {
  convert_headers(bytes, HeaderOrder::kBig, machine->header_order());
  return machine->write(number, bytes);
}

HtabOutcome HtabSession::hpt(const HtabScriptLine& line) {
  const unsigned order = table_order(line);
  const auto [slot, is_new] = machines_.try_emplace(current_);
  if (!is_new) line.fail(fmt::format("machine `{}` has a table already", current_));
  slot->second = make_machine_(order);
  return {};
}

HtabOutcome HtabSession::vm(const HtabScriptLine& line) {
  current_ = line.argument(0);
  return {};
}

HtabOutcome HtabSession::set(const HtabScriptLine& line) {
  const auto flag = change_flag(line, 3);
  return silent(establish(machine(line), index(line, 0), {line.hex(1), line.hex(2)}, flag));
}

HtabOutcome HtabSession::fill(const HtabScriptLine& line) {
  HpteIndex at = index(line, 0);
  const HpteIndex end = at + line.decimal(1, machine(line).geometry().hptes() - at.value());
  Hpte entry{line.hex(2), line.hex(3)};
  const Hpte step{line.hex(4), line.hex(5)};
  const auto flag = change_flag(line, 6);
  for (; at < end; ++at) {
    const HcallStatus status = establish(machine(line), at, entry, flag);
    if (status != HcallStatus::kSuccess) return silent(status);
    entry = {entry.v + step.v, entry.r + step.r};
  }
  return {};
}

HtabOutcome HtabSession::update(const HtabScriptLine& line) {
  return silent(replace(machine(line), index(line, 0), {line.hex(1), line.hex(2)}));
}

HtabOutcome HtabSession::touch(const HtabScriptLine& line) {
  const std::string_view bits = line.argument(1);
  const bool referenced = bits == "r" || bits == "rc";
  const bool changed = bits == "c" || bits == "rc";
  if (!referenced && !changed) line.fail("`r`, `c` or `rc` is meant");
  machine(line).touch(index(line, 0),
                      (referenced ? hpte_r::kReferenced : 0) | (changed ? hpte_r::kChanged : 0));
  return {};
}

HtabOutcome HtabSession::open(const HtabScriptLine& line) {
  const std::string descriptor_name(line.argument(0));
  if (descriptors_.contains(descriptor_name)) {
    line.fail(fmt::format("descriptor `{}` is open already", descriptor_name));
  }
  HtabMachine& on = machine(line);
  const OpenResult result = on.open(line.decimal_or_hex(1), line.decimal_or_hex(2));
  if (result.error) return compared(line, text(*result.error));
  descriptors_[descriptor_name] = {&on, result.descriptor};
  return compared(line, "ok");
}

HtabOutcome HtabSession::read(const HtabScriptLine& line) {
  const Descriptor from = descriptor(line, 0);
  std::vector<std::byte> data(line.decimal(1, kLargestRead));
  const IoResult result = from.read(data);
  data.resize(result.bytes);
  return compared(line, text(result), std::move(data));
}

HtabOutcome HtabSession::drain(const HtabScriptLine& line) {
  const Descriptor from = descriptor(line, 0);
  std::vector<std::byte> buffer(line.decimal(1, kLargestRead));
  std::vector<std::byte> data;
  // A reader that never gives 0 shall not keep the script from ending.
  for (std::uint64_t calls = 1, expected_calls = line.first_result();; ++calls) {
    const IoResult result = from.read(buffer);
    if (result.error) return compared(line, text(result));
    const auto end = buffer.begin() + static_cast<std::ptrdiff_t>(result.bytes);
    data.insert(data.end(), buffer.begin(), end);
    if (result.bytes == 0 || calls > expected_calls) {
      std::string counts = fmt::format("{} {}", calls, data.size());
      return compared(line, std::move(counts), std::move(data));
    }
  }
}

HtabOutcome HtabSession::write(const HtabScriptLine& line) {
  const Descriptor to = descriptor(line, 0);
  return compared(line, text(to.write(line.bytes(1))));
}

HtabOutcome HtabSession::copy(const HtabScriptLine& line) {
  const Descriptor from = descriptor(line, 0);
  const Descriptor to = descriptor(line, 1);
  std::vector<std::byte> data(line.decimal(2, kLargestRead));
  const IoResult read = from.read(data);
  if (read.error) return compared(line, text(read));
  data.resize(read.bytes);

  IoResult written;
  for (const auto group : split_groups(data)) {
    const IoResult result = to.write({group.begin(), group.end()});
    written = {written.bytes + result.bytes, result.error};
    if (result.error) break;
  }
  return compared(line, fmt::format("{} {}", read.bytes, text(written)), std::move(data));
}

HtabOutcome HtabSession::close(const HtabScriptLine& line) {
  const Descriptor closing = descriptor(line, 0);
  descriptors_.erase(descriptors_.find(line.argument(0)));
  const auto error = closing.machine->close(closing.number);
  return {"ok", error ? text(*error) : "ok", {}};
}

HtabOutcome HtabSession::expect(const HtabScriptLine& line) {
  const bool valid = line.argument(2) != "-";
  const Hpte expected{line.hex(1), valid ? line.hex(2) : 0};
  return {text(expected), text(machine(line).view(index(line, 0))), {}};
}

HtabOutcome HtabSession::expect_hash(const HtabScriptLine& line) {
  const HptGeometry table = machine(line).geometry();
  std::vector<HashedEntry> entries;
  for (HpteIndex at; table.contains(at); ++at) {
    const Hpte view = machine(line).view(at);
    if (any(view.v, hpte_v::kValid)) entries.push_back({at.value(), view.v, view.r});
  }
  return {fmt::format("{} {}", line.decimal(0), line.argument(1)),
          fmt::format("{} {}", entries.size(), sha256_hex(std::as_bytes(std::span(entries)))),
          {}};
}

HtabOutcome HtabSession::expect_mmu(const HtabScriptLine& line) {
  const Partition& partition = machine(line).partition();
  constexpr std::string_view kState = "{} {:016x} {:x}";
  return {fmt::format(kState, line.decimal(0), line.hex(1), line.hex(2)),
          fmt::format(kState, partition.mmu_ready ? 1 : 0, partition.vrma_slb_v, partition.vrmasd),
          {}};
}

HtabOutcome HtabSession::vcpus(const HtabScriptLine& line) {
  constexpr std::uint64_t kMost = 1U << 16;
  machine(line).partition().running_vcpus = static_cast<unsigned>(line.decimal(0, kMost));
  return {};
}

HtabOutcome HtabSession::mmu_ready(const HtabScriptLine& line) {
  machine(line).partition().mmu_ready = line.decimal(0, 1) == 1;
  return {};
}

HtabOutcome HtabSession::protect(const HtabScriptLine& line) {
  return compared(line,
                  text(hcall(machine(line), HcallToken::kProtect, line.hex(1), index(line, 0))));
}

HtabOutcome HtabSession::clear_reference(const HtabScriptLine& line) {
  return compared(line, text(hcall(machine(line), HcallToken::kClearRef, 0, index(line, 0))));
}

HtabOutcome HtabSession::clear_change(const HtabScriptLine& line) {
  return compared(line, text(hcall(machine(line), HcallToken::kClearMod, 0, index(line, 0))));
}

HtabOutcome HtabSession::unmap(const HtabScriptLine& line) {
  machine(line).unmap(index(line, 0));
  return {};
}

}  // namespace htabsim
