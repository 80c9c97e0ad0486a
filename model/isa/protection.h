// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/isa/access.h"
#include "htabsim/model/isa/segment.h"

namespace htabsim {

/// Authority mask registers, as in force for an access (facts E3).
struct AuthorityMasks {
  std::uint64_t amr = 0;
  std::uint64_t iamr = 0;

  friend bool operator==(const AuthorityMasks&, const AuthorityMasks&) = default;

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& amr& iamr;
  }
};

/// What a page allows, decoded once when a translation is cached and checked at every access.
struct PageProtection {
  /// May a load / a store proceed: [0] privileged, [1] problem state (facts E1).
  bool load[2] = {false, false};
  bool store[2] = {false, false};
  bool execute = false;  ///< none of segment N, page N, page G (facts E2)
  std::uint8_t key = 0;

  template <class Archive>
  void serialize(Archive& archive, unsigned /*version*/) {
    archive& load& store& execute& key;
  }
};

PageProtection decode_protection(const Segment& segment, std::uint64_t r);

/// The causes that deny the access, or 0 if it may proceed. A denied store has the store bit (facts
/// E5, E6: PP and key are reported together, a fetch's no-execute hides PP).
std::uint32_t denied(const PageProtection& page, AccessKind kind, bool problem_state,
                     const AuthorityMasks& masks);

}  // namespace htabsim
