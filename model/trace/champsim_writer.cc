// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/champsim_writer.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

namespace htabsim {

void ChampsimWriter::write(const PlainAccess& access) {
  const std::uint64_t ea = access.ea.value();
  if (ea == 0) {
    throw std::domain_error(
        "ChampSim's records have no access of address 0: it is their mark of "
        "one that is not there");
  }
  switch (access.kind) {
    case PlainAccessKind::kFetch:
      end_record();
      record_.ip = ea;
      is_empty_ = false;
      break;
    case PlainAccessKind::kLoad:
      add_load(ea);
      break;
    case PlainAccessKind::kStore:
      add_store(ea);
      break;
    case PlainAccessKind::kModify:
      if (stores_ != 0 || loads_ == record_.source_memory.size() || is_loaded(ea)) end_record();
      add_load(ea);
      record_.destination_memory[0] = ea;
      end_record();
      break;
    default:
      break;  // no access
  }
}

// A load behind a store would be read before it, and an address in both places as a modification.
void ChampsimWriter::add_load(std::uint64_t ea) {
  if (stores_ != 0 || loads_ == record_.source_memory.size()) end_record();
  record_.source_memory[loads_++] = ea;
  is_empty_ = false;
}

void ChampsimWriter::add_store(std::uint64_t ea) {
  if (stores_ == record_.destination_memory.size() || is_loaded(ea)) end_record();
  record_.destination_memory[stores_++] = ea;
  is_empty_ = false;
}

bool ChampsimWriter::is_loaded(std::uint64_t ea) const {
  const auto& loaded = record_.source_memory;
  return std::find(loaded.begin(), loaded.end(), ea) != loaded.end();
}

void ChampsimWriter::end_record() {
  if (is_empty_) return;
  out_.write(reinterpret_cast<const char*>(&record_), sizeof record_);
  record_ = {};
  loads_ = stores_ = 0;
  is_empty_ = true;
}

void ChampsimWriter::finish() { end_record(); }

}  // namespace htabsim
