// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "htabsim/model/isa/storage_operation.h"
#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// The kind of access that an instruction with this effect makes.
constexpr PlainAccessKind access_kind(StorageEffect effect) {
  switch (effect) {
    case StorageEffect::kLoad:
      return PlainAccessKind::kLoad;
    case StorageEffect::kStore:
      return PlainAccessKind::kStore;
    case StorageEffect::kModify:
      break;
  }
  return PlainAccessKind::kModify;
}

/// What an instruction of a trace, of one word or two, does to storage.
template <class Instruction>
std::optional<StorageOperation> operation_of(const Instruction& instruction) {
  if (instruction.prefix) return storage_operation(*instruction.prefix, instruction.word);
  return storage_operation(instruction.word);
}

}  // namespace htabsim
