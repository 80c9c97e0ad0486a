// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "sc_main/conform/vec_line_scanner.h"
#include "sc_main/conform/vec_script.h"

namespace htabsim {

/// Reads the lines of a `.vec` file that follow its configuration, which must outlive the parser.
class VecLineParser {
 public:
  explicit VecLineParser(const VecConfig& config);

  /// Throws InputError if the line is not of the language, or names an entry outside the table.
  VecLine parse(VecLineScanner& line);

 private:
  void table_is(VecLineScanner& line);
  void slbmte(VecLineScanner& line);
  void slbie(VecLineScanner& line);
  void slbia(VecLineScanner& line);
  void slbmfee(VecLineScanner& line);
  void slbmfev(VecLineScanner& line);
  void slb_read(VecLineScanner& line, VecSlbRead::Part part);
  void spr(VecLineScanner& line);
  void hptew(VecLineScanner& line);
  void tlbie_rb(VecLineScanner& line);
  void expect(VecLineScanner& line);
  void final(VecLineScanner& line);
  void entry(VecLineScanner& line, bool is_final);
  void access(VecLineScanner& line);
  void hcall(VecLineScanner& line);
  HpteIndex index(VecLineScanner& line) const;
  std::uint64_t machine_state(VecLineScanner& line, AccessKind kind) const;

  const VecConfig& config_;
  unsigned order_;
  VecLine parsed_;
};

}  // namespace htabsim
