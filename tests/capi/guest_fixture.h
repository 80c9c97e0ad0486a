// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "htabsim/kvm_htab.h"

namespace htabsim::capi_test {

inline constexpr std::uint64_t kEntries = 1 << 14;  // a table of 2^18 bytes

/// A valid entry of a 4 KB page that tells from its dword 1 where it was entered.
inline constexpr std::uint64_t kV = 0x4000'0000'0000'0001;
constexpr std::uint64_t page_r(std::uint64_t index) { return index << 12; }
/// As it is read: the kernel's lock bit shows (R29).
inline constexpr std::uint64_t kReadV = kV | 0x40;

struct VmDeleter {
  void operator()(htabsim_vm* vm) const { htabsim_vm_destroy(vm); }
};
using Vm = std::unique_ptr<htabsim_vm, VmDeleter>;

inline constexpr htabsim_vm_options kOptions{
    .table_order = 18, .header_order = 0, .write_parsing = 0, .memory_mib = 64};

inline Vm create(const htabsim_vm_options& options = kOptions) {
  return Vm(htabsim_vm_create(&options));
}

inline int open_htab(const Vm& vm, std::uint64_t flags = 0, std::uint64_t start_index = 0) {
  const kvm_get_htab_fd what{.flags = flags, .start_index = start_index, .reserved = {}};
  return htabsim_vm_ioctl(vm.get(), KVM_PPC_GET_HTAB_FD, &what);
}

/// Status of an hcall.
inline std::int64_t hcall(const Vm& vm, std::uint64_t number,
                          const std::array<std::uint64_t, 4>& args) {
  htabsim_hcall call{};
  call.number = number;
  std::memcpy(call.args, args.data(), sizeof args);
  EXPECT_EQ(htabsim_vm_hcall(vm.get(), &call), 0);
  return call.status;
}

inline constexpr std::uint64_t kExact = 0x80'0000'0000;

inline void enter(const Vm& vm, std::uint64_t index) {
  ASSERT_EQ(hcall(vm, 0x08, {kExact, index, kV, page_r(index)}), 0);
}
inline void remove(const Vm& vm, std::uint64_t index) {
  ASSERT_EQ(hcall(vm, 0x04, {0, index, 0, 0}), 0);
}

/// A group's header as bytes, in the host's order.
inline std::vector<std::byte> header(std::uint32_t index, std::uint16_t n_valid,
                                     std::uint16_t n_invalid) {
  const kvm_get_htab_header fields{index, n_valid, n_invalid};
  std::vector<std::byte> bytes(sizeof fields);
  std::memcpy(bytes.data(), &fields, sizeof fields);
  return bytes;
}

inline void append_big_endian(std::vector<std::byte>& bytes, std::uint64_t dword) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes.push_back(static_cast<std::byte>(dword >> shift));
  }
}

/// A group of one valid entry and `n_invalid` others.
inline std::vector<std::byte> group(std::uint32_t index, std::uint64_t v, std::uint64_t r,
                                    std::uint16_t n_invalid = 0) {
  std::vector<std::byte> bytes = header(index, 1, n_invalid);
  append_big_endian(bytes, v);
  append_big_endian(bytes, r);
  return bytes;
}

inline ssize_t write_bytes(int descriptor, std::span<const std::byte> bytes) {
  return ::write(descriptor, bytes.data(), bytes.size());
}

/// What one read() of `count` bytes gives.
inline std::vector<std::byte> read_bytes(int descriptor, std::size_t count = 4096) {
  std::vector<std::byte> bytes(count);
  const ssize_t length = ::read(descriptor, bytes.data(), count);
  EXPECT_GE(length, 0) << std::strerror(errno);
  bytes.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  return bytes;
}

/// errno of a call that gave -1, else 0.
inline int error_of(ssize_t result) { return result == -1 ? errno : 0; }

/// A guest, and descriptors of its table that are known to be open.
class GuestTest : public ::testing::Test {
 protected:
  int opened(std::uint64_t flags = 0, std::uint64_t start_index = 0) {
    const int htab = open_htab(vm_, flags, start_index);
    EXPECT_GE(htab, 0) << std::strerror(errno);
    return htab;
  }
  /// A descriptor on which the first pass is over: start_index lies outside the table (R36).
  int opened_for_changes() {
    const int htab = opened(0, kEntries);
    EXPECT_TRUE(read_bytes(htab).empty());
    return htab;
  }

  Vm vm_ = create();
};

}  // namespace htabsim::capi_test
