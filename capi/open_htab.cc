// SPDX-License-Identifier: Apache-2.0
#include "capi/open_htab.h"

#include <utility>

#include "capi/errors.h"

namespace htabsim {

namespace {

HtabFd opened(const OpenResult& result) {
  fail_if(result.error);
  return result.descriptor;
}

std::size_t moved(const IoResult& result) {
  fail_if(result.error);
  return result.bytes;
}

}  // namespace

OpenHtab::OpenHtab(std::shared_ptr<FunctionalGuest> guest, std::uint64_t flags,
                   std::uint64_t start_index)
    : guest_(std::move(guest)), descriptor_(opened(guest_->open(flags, start_index))) {}

OpenHtab::~OpenHtab() { guest_->close(descriptor_); }

std::size_t OpenHtab::read(std::span<std::byte> buffer) {
  return moved(guest_->read(descriptor_, buffer));
}

std::size_t OpenHtab::write(std::span<const std::byte> bytes) {
  return moved(guest_->write(descriptor_, bytes));
}

}  // namespace htabsim
