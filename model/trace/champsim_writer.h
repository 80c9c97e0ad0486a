// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <ostream>

#include "htabsim/model/trace/champsim_record.h"
#include "htabsim/model/trace/trace_writer.h"

namespace htabsim {

/// Writes ChampSim's input_instr (facts T4), without registers and branches. Accesses for which an
/// instruction's record has no room, or not in their order, are in further records without an
/// instruction's address, as ChampsimReader reads them. Sizes are not kept.
class ChampsimWriter final : public TraceWriter {
 public:
  explicit ChampsimWriter(std::ostream& out) : out_(out) {}

  void write(const PlainAccess& access) override;
  void finish() override;

 private:
  /// Writes what there is of a record, and begins an empty one.
  void end_record();
  void add_load(std::uint64_t ea);
  void add_store(std::uint64_t ea);
  [[nodiscard]] bool is_loaded(std::uint64_t ea) const;

  std::ostream& out_;
  ChampsimRecord record_{};
  std::size_t loads_ = 0;  // in the record
  std::size_t stores_ = 0;
  bool is_empty_ = true;
};

}  // namespace htabsim
