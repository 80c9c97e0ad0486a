// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/explore/sequential_memory.h"

#include <algorithm>
#include <iterator>

namespace htabsim {

namespace {

Observed words_of(const Pteg& line) {
  Observed words;
  for (const Hpte& entry : line) {
    words.push_back(entry.v);
    words.push_back(entry.r);
  }
  return words;
}

}  // namespace

Observed do_in_order(ExploredTable& table, const PendingOperation& pending) {
  const auto& [kind, index, value] = pending.operation;
  HptImage& image = table.image;
  switch (kind) {
    case OperationKind::fetch_pteg:
      return words_of(image.read_pteg(PtegIndex(index.value() / kHptesPerPteg)));
    case OperationKind::walk_dword0:
    case OperationKind::load_dword0:
      return {image.load(index, HpteDword::k0)};
    case OperationKind::walk_dword1:
    case OperationKind::load_dword1:
      return {image.load(index, HpteDword::k1)};
    case OperationKind::store_dword0:
      image.store(index, HpteDword::k0, value);
      break;
    case OperationKind::store_dword1:
      image.store(index, HpteDword::k1, value);
      break;
    case OperationKind::store_conditional:
      if (!image.store_conditional(index, pending.expected, value)) return {0};
      table.changed(index, pending.author);
      return {1};
    case OperationKind::store_rc_byte:
      image.store_rc_byte(index, pending.rc_byte, static_cast<std::uint8_t>(value));
      break;
    case OperationKind::load_guest_r:
      return {image.guest_r(index)};
    case OperationKind::store_guest_r:
      image.set_guest_r(index, value);
      break;
    default:
      return do_on_page(image, pending);
  }
  table.changed(index, pending.author);
  return {};
}

Observed do_on_page(HptImage& image, const PendingOperation& pending) {
  const std::uint64_t rc = pending.operation.value;
  switch (pending.operation.kind) {
    case OperationKind::merge_page_rc:
      image.merge_page_rc(pending.page, rc);
      return {};
    case OperationKind::clear_page_rc:
      image.clear_page_rc(pending.page, rc);
      return {};
    default:
      return {image.page_rc(pending.page)};
  }
}

}  // namespace htabsim
