// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/trace/champsim_record.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Streams the accesses of a trace of ChampSim's (facts T4), with records of either form: the fetch
/// of each instruction, then what it loads, then what it stores. What it does both to is modified.
/// A record without an instruction's address goes on with the instruction before. The format has no
/// sizes, so each access is of the one byte that it names.
template <class Record>
class ChampsimReader final : public TraceReader {
 public:
  explicit ChampsimReader(FileCursor cursor) : cursor_(std::move(cursor)) {}

  /// Whether a file that begins so is one. The format has no mark, so the fields of each record
  /// must make sense.
  static bool recognises(std::string_view start);

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return cursor_.file_name(); }

 private:
  struct Operand {
    PlainAccessKind kind = PlainAccessKind::kFetch;
    Ea ea;
  };

  void take_record();
  void add(PlainAccessKind kind, std::uint64_t ea) { operands_[count_++] = {kind, Ea(ea)}; }

  FileCursor cursor_;
  std::uint64_t records_ = 0;
  std::array<Operand, 9> operands_{};  // of the record read last: a fetch, four loads, four stores
  std::size_t count_ = 0;
  std::size_t given_ = 0;
};

extern template class ChampsimReader<ChampsimRecord>;
extern template class ChampsimReader<CloudsuiteRecord>;

}  // namespace htabsim
