// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/core/stored_pages.h"

namespace htabsim {

namespace {

/// So many stores ahead are looked through when one more comes.
constexpr std::size_t kMostAhead = 1024;

}  // namespace

void StoredPages::add(std::uint64_t address, Cycles at, Cycles now) {
  ahead_.emplace_back(at, address >> kPageShift);
  if (ahead_.size() >= kMostAhead) settle(now);
}

void StoredPages::take(Cycles now, Pages& pages) {
  settle(now);
  pages.insert(past_.begin(), past_.end());
  past_.clear();
}

void StoredPages::settle(Cycles now) {
  std::erase_if(ahead_, [&](const auto& store) {
    const auto& [at, page] = store;
    if (at >= now) return false;
    past_.insert(page);
    return true;
  });
}

}  // namespace htabsim
