// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sc_main/conform/htab_machine.h"
#include "sc_main/conform/htab_script_line.h"

namespace htabsim {

/// What a line of a script should have given and what it gave, in the script's own words, and the
/// stream that it read.
struct HtabOutcome {
  std::string expected;
  std::string got;
  std::vector<std::byte> data;
};

/// The machines and descriptors of one running `.htab` script, worked one line at a time.
class HtabSession {
 public:
  explicit HtabSession(HtabMachineFactory make_machine) : make_machine_(std::move(make_machine)) {}

  /// Throws InputError if the line makes no sense.
  HtabOutcome perform(const HtabScriptLine& line);

 private:
  struct Operation;
  /// A descriptor whose streams are canonical.
  struct Descriptor {
    HtabMachine* machine = nullptr;
    HtabFd number{};

    IoResult read(std::vector<std::byte>& buffer) const;
    IoResult write(std::vector<std::byte> bytes) const;
  };

  static const Operation& find_operation(const HtabScriptLine& line);
  HtabMachine& machine(const HtabScriptLine& line) const;
  HpteIndex index(const HtabScriptLine& line, std::size_t argument) const;
  Descriptor descriptor(const HtabScriptLine& line, std::size_t argument) const;

  HtabOutcome hpt(const HtabScriptLine& line);
  HtabOutcome vm(const HtabScriptLine& line);
  HtabOutcome set(const HtabScriptLine& line);
  HtabOutcome fill(const HtabScriptLine& line);
  HtabOutcome update(const HtabScriptLine& line);
  HtabOutcome touch(const HtabScriptLine& line);
  HtabOutcome open(const HtabScriptLine& line);
  HtabOutcome read(const HtabScriptLine& line);
  HtabOutcome drain(const HtabScriptLine& line);
  HtabOutcome write(const HtabScriptLine& line);
  HtabOutcome copy(const HtabScriptLine& line);
  HtabOutcome close(const HtabScriptLine& line);
  HtabOutcome expect(const HtabScriptLine& line);
  HtabOutcome expect_hash(const HtabScriptLine& line);
  HtabOutcome expect_mmu(const HtabScriptLine& line);
  HtabOutcome vcpus(const HtabScriptLine& line);
  HtabOutcome mmu_ready(const HtabScriptLine& line);
  HtabOutcome protect(const HtabScriptLine& line);
  HtabOutcome clear_reference(const HtabScriptLine& line);
  HtabOutcome clear_change(const HtabScriptLine& line);
  HtabOutcome unmap(const HtabScriptLine& line);

  HtabMachineFactory make_machine_;
  std::map<std::string, std::shared_ptr<HtabMachine>, std::less<>> machines_;
  std::string current_ = "main";
  std::map<std::string, Descriptor, std::less<>> descriptors_;
};

}  // namespace htabsim
