// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/protection.h"

#include "htabsim/model/isa/fault.h"
#include "htabsim/model/isa/hpte.h"

namespace htabsim {

namespace {

struct Rights {
  bool load;
  bool store;
};

// Facts E1: columns K=0 and K=1, rows PP0||PP. Reserved encodings allow nothing.
constexpr Rights kRights[8][2] = {
    {{true, true}, {false, false}},    // 000
    {{true, true}, {true, false}},     // 001
    {{true, true}, {true, true}},      // 010
    {{true, false}, {true, false}},    // 011
    {{false, false}, {false, false}},  // 100
    {{false, false}, {false, false}},  // 101
    {{true, false}, {false, false}},   // 110
    {{false, false}, {false, false}},  // 111
};

// The lowest two bits are a key's pair in AMR or IAMR, store (or reserved) bit first (facts E3).
unsigned key_bits(std::uint64_t mask_register, unsigned key) {
  return static_cast<unsigned>(mask_register >> (2 * (31 - key)));
}

}  // namespace

PageProtection decode_protection(const Segment& segment, std::uint64_t r) {
  const std::uint64_t pp = (any(r, hpte_r::kPp0) ? 4 : 0) | (r & hpte_r::kPp);
  PageProtection page;
  for (const bool problem : {false, true}) {
    const Rights rights = kRights[pp][problem ? segment.problem_key : segment.supervisor_key];
    page.load[problem] = rights.load;
    page.store[problem] = rights.store;
  }
  page.execute = !segment.no_execute && !any(r, hpte_r::kNoExecute | hpte_r::kGuarded);
  page.key = static_cast<std::uint8_t>(protection_key(r));
  return page;
}

std::uint32_t denied(const PageProtection& page, AccessKind kind, bool problem_state,
                     const AuthorityMasks& masks) {
  std::uint32_t causes = 0;
  if (kind == AccessKind::kFetch) {
    if (!page.execute) {
      causes = cause::kNoExecute;
    } else if (!page.load[problem_state]) {
      causes = cause::kProtection;
    }
    if (any(key_bits(masks.iamr, page.key), 1)) causes |= cause::kKey;
    return causes;
  }
  const bool store = kind == AccessKind::kStore;
  if (store ? !page.store[problem_state] : !page.load[problem_state]) causes = cause::kProtection;
  if (any(key_bits(masks.amr, page.key), store ? 2 : 1)) causes |= cause::kKey;
  if (causes != 0 && store) causes |= cause::kStore;
  return causes;
}

}  // namespace htabsim
