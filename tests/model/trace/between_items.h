// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include <rapidcheck.h>

#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// What a program does between two accesses.
inline PlainAccess between(PlainAccessKind kind, std::uint32_t process) {
  PlainAccess item;
  item.kind = kind;
  item.ea = Ea(process);
  return item;
}

/// An access of `accesses`, or what is between two. Few processes, so that they recur.
inline rc::Gen<PlainAccess> any_item(rc::Gen<PlainAccess> accesses) {
  using enum PlainAccessKind;
  return rc::gen::weightedOneOf<PlainAccess>(
      {{3, std::move(accesses)},
       {1, rc::gen::map(rc::gen::pair(rc::gen::element(kProcess, kFork, kExit),
                                      rc::gen::element(0U, 1U, 2U, 0xffff'ffffU)),
                        [](const auto& parts) { return between(parts.first, parts.second); })}});
}

/// Without the processes that are told twice, or of which nothing comes: those say nothing.
inline std::vector<PlainAccess> told_once(const std::vector<PlainAccess>& items) {
  std::vector<PlainAccess> told;
  std::uint32_t process = 0;
  std::uint32_t told_process = 0;
  for (const PlainAccess& item : items) {
    if (item.kind == PlainAccessKind::kProcess) {
      process = item.process();
      continue;
    }
    if (process != told_process) told.push_back(between(PlainAccessKind::kProcess, process));
    told_process = process;
    told.push_back(item);
  }
  return told;
}

/// Numbers the accesses from 1 on; what is between two has the line of the next one.
inline void number_accesses(std::vector<PlainAccess>& items) {
  std::uint64_t line = 1;
  for (PlainAccess& item : items) {
    item.line = line;
    if (is_access(item.kind)) ++line;
  }
}

}  // namespace htabsim
