// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/warm_state.h"

#include <set>

#include "htabsim/model/base/state_archive.h"
#include "htabsim/model/guest/guest_program.h"

namespace htabsim {

namespace {

/// What all processors of a guest, or of a core, have in common.
template <class Archive>
void serialize_shared(Archive& archive, Host& host) {
  for (Guest& guest : host.guests()) archive& guest.image() & guest.partition();
  for (std::size_t core = 0; core < host.cores().size(); ++core) archive& host.tlb(core).tlb();
  if (auto& caches = host.memory().caches()) archive&* caches;
  std::set<const GuestProgram*> done;
  for (Guest& guest : host.guests()) {
    for (GuestCpu& cpu : guest.cpus()) {
      if (done.insert(&cpu.program()).second) archive& cpu.program();
    }
  }
}

}  // namespace

void save_warm_state(Host& host, StateWriter& to) {
  serialize_shared(to, host);
  for (Guest& guest : host.guests()) {
    for (GuestCpu& cpu : guest.cpus()) cpu.save(to);
  }
}

void load_warm_state(Host& host, StateReader& from) {
  serialize_shared(from, host);
  for (Guest& guest : host.guests()) {
    for (GuestCpu& cpu : guest.cpus()) cpu.load(from);
  }
}

}  // namespace htabsim
