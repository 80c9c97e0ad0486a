// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "htabsim/model/isa/authority_registers.h"
#include "sc_main/conform/conformance_case.h"
#include "sc_main/conform/vec_machine.h"
#include "sc_main/conform/vec_script.h"

namespace htabsim {

/// What becomes of cached translations between the accesses of a file.
enum class VecCaching : std::uint8_t {
  kWalk,    ///< all dropped before each access, as when the files were made
  kCached,  ///< left alone; where base and actual page size differ that shows, and may
};

/// One run of a `.vec` file on a machine as it starts. Nothing is skipped: every entry that the
/// file has made is looked at after each access, named in an `expect` or not.
class VecSession {
 public:
  VecSession(const VecScript& script, VecMachine& machine, VecCaching caching);

  /// Nothing if every line gave its result.
  ConformanceOutcome run();

 private:
  using Failure = ConformanceOutcome;

  Failure perform(const VecTableIs& line);
  Failure perform(const VecSlbmte& line);
  Failure perform(const VecSlbie& line);
  Failure perform(const VecSlbia& line);
  Failure perform(const VecSlbRead& line);
  Failure perform(const VecSpr& line);
  Failure perform(const VecHptew& line);
  Failure perform(const VecTlbieRb& line);
  Failure perform(const VecHcall& line);
  Failure perform(const VecAccess& line);
  Failure perform(const VecExpect& line);

  [[nodiscard]] Failure compare(const std::string& expected, const std::string& got) const;
  [[nodiscard]] VecResult result_of(const Access& access, const AccessOutcome& outcome) const;
  [[nodiscard]] std::optional<std::uint64_t> pattern(HostReal real, std::uint32_t size) const;
  [[nodiscard]] bool a_cached_page_may_serve(const Access& access,
                                             const AccessOutcome& outcome) const;
  [[nodiscard]] Hpte view(HpteIndex index) const;
  [[nodiscard]] std::uint64_t compared_r(std::uint64_t mask) const;
  void note_entries_of(const VecHcall& line, const HcallResult& result);
  Failure check_unnamed_entries();

  const VecScript& script_;
  VecMachine& machine_;
  VecCaching caching_;
  AuthorityRegisters authority_;
  Privilege privilege_;
  std::uint64_t line_ = 0;
  /// The entries that the file has made, as they must read until something changes them.
  std::map<HpteIndex, Hpte> entries_;
};

}  // namespace htabsim
