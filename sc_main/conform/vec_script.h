// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/hpte.h"
#include "htabsim/model/isa/table_register.h"
#include "htabsim/model/papr/hcall.h"
#include "sc_main/conform/vec_line_scanner.h"

namespace htabsim {

/// What a `.vec` file says of the machine it runs on.
struct VecConfig {
  unsigned order = HptGeometry::kMinOrder;  ///< `htab_shift`
  /// The table is in bare memory and software writes it itself; none: a guest under a hypervisor.
  std::optional<HpteFormat> native;
  HostReal origin;                  ///< native only: `htaborg`
  std::uint64_t pattern_begin = 0;  ///< memory [begin, end) holds the pattern
  std::uint64_t pattern_end = 0;
};

struct VecTableIs {
  unsigned order;
};
struct VecSlbmte {
  std::uint64_t rs, rb;
};
struct VecSlbie {
  std::uint64_t rb;
};
struct VecSlbia {
  unsigned ih;
};
struct VecSlbRead {
  enum class Part : std::uint8_t { kEsid, kVsid };
  Part part;
  unsigned slot;
  MaskedValue expected;
};
struct VecSpr {
  enum class Register : std::uint8_t { kAmr, kIamr, kLpcr };
  Register number;
  std::uint64_t value;
};
struct VecHptew {
  HpteIndex index;
  Hpte memory;
};
struct VecTlbieRb {
  Hpte entry;
  HpteIndex index;
  std::uint64_t expected;
};

/// A register that an hcall returns: r4 + `position`.
struct VecReturned {
  std::string label;
  unsigned position = 0;
  MaskedValue expected;
};
struct VecHcall {
  HcallFrame frame;
  bool until_done = false;  ///< to be repeated while it answers long busy
  HcallStatus status = HcallStatus::kSuccess;
  std::vector<VecReturned> returned;
};

/// How an access ends: at an address with a value, or by an interrupt. What is not given is not
/// compared.
struct VecResult {
  std::optional<Fault> fault;
  std::optional<HostReal> real;
  std::optional<std::uint64_t> value;
};
struct VecAccess {
  Access access;
  VecResult expected;
  bool mpss = false;  ///< a miss that another page of the same actual page may turn into a hit
};

/// An entry as it is after the access before (`expect`), or at the end (`final`).
struct VecExpect {
  HpteIndex index;
  Hpte entry;
  std::uint64_t r_mask = ~std::uint64_t{0};
  bool final = false;
};

struct VecLine {
  std::uint64_t number = 0;
  std::variant<VecTableIs, VecSlbmte, VecSlbie, VecSlbia, VecSlbRead, VecSpr, VecHptew, VecTlbieRb,
               VecHcall, VecAccess, VecExpect>
      content;
};

struct VecScript {
  std::string file;
  std::string name;  ///< of the first line
  VecConfig config;
  std::vector<VecLine> lines;
};

/// Reads a `.vec` conformance file. Throws InputError, with `file` as its name, at the first line
/// that is not of the language, and for a file without its end.
VecScript parse_vec_script(std::istream& stream, const std::string& file);

}  // namespace htabsim
