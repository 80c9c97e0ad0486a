// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "tests/capi/guest_fixture.h"

namespace htabsim::capi_test {
namespace {

class CapiHtabTest : public GuestTest {};

TEST_F(CapiHtabTest, R1ReservedMembersAreNotLookedAt) {
  kvm_get_htab_fd what{};
  std::memset(what.reserved, 0xff, sizeof what.reserved);
  const int htab = htabsim_vm_ioctl(vm_.get(), KVM_PPC_GET_HTAB_FD, &what);
  EXPECT_GE(htab, 0);
  EXPECT_EQ(::close(htab), 0);
}

TEST_F(CapiHtabTest, R2OtherFlagsAreEinval) {
  for (std::uint64_t flags = 0; flags <= 3; ++flags) EXPECT_EQ(::close(opened(flags)), 0);
  for (unsigned bit = 2; bit < 64; ++bit) {
    EXPECT_EQ(error_of(open_htab(vm_, std::uint64_t{1} << bit)), EINVAL) << bit;
  }
}

TEST_F(CapiHtabTest, R4TheWrongDirectionIsEbadfWhateverTheCount) {
  const int reader = opened();
  const int writer = opened(KVM_GET_HTAB_WRITE);
  const auto bytes = group(0, kV, 0);
  std::array<std::byte, 64> buffer{};
  EXPECT_EQ(error_of(::read(writer, buffer.data(), buffer.size())), EBADF);
  EXPECT_EQ(error_of(::read(writer, buffer.data(), 0)), EBADF);
  EXPECT_EQ(error_of(write_bytes(reader, bytes)), EBADF);
  EXPECT_EQ(error_of(::write(reader, bytes.data(), 0)), EBADF);
  EXPECT_EQ(write_bytes(writer, bytes), 24);
  EXPECT_EQ(read_bytes(reader, 25), group(0, kReadV, 0, kEntries - 1));
  ::close(reader);
  ::close(writer);
}

TEST_F(CapiHtabTest, R5EachDescriptorHasItsOwnPositionAndIsClosedByItself) {
  for (std::uint64_t index = 0; index < 4; ++index) enter(vm_, index);
  const int first = opened();
  const int second = opened(0, 2);
  EXPECT_NE(first, second);
  // 25 bytes have room for one entry (R13).
  EXPECT_EQ(read_bytes(first, 25), group(0, kReadV, page_r(0)));
  EXPECT_EQ(read_bytes(second, 25), group(2, kReadV, page_r(2)));
  EXPECT_EQ(read_bytes(first, 25), group(1, kReadV, page_r(1)));
  EXPECT_EQ(::close(first), 0);
  EXPECT_EQ(read_bytes(second, 25), group(3, kReadV, page_r(3), kEntries - 4));
  EXPECT_EQ(error_of(::read(first, nullptr, 0)), EBADF);
  EXPECT_EQ(::close(second), 0);
}

TEST_F(CapiHtabTest, R6ChangesAreNotedWhileADescriptorIsOpenForReading) {
  const int writer = opened(KVM_GET_HTAB_WRITE);
  enter(vm_, 6);
  const int reader = opened();
  enter(vm_, 7);
  ::close(reader);
  enter(vm_, 8);
  const int later = opened_for_changes();
  EXPECT_EQ(read_bytes(later), group(7, kReadV, page_r(7)));
  EXPECT_TRUE(read_bytes(later).empty());
  ::close(later);
  ::close(writer);
}

TEST_F(CapiHtabTest, R7ADescriptorOutlivesItsGuestsHandle) {
  enter(vm_, 5);
  const int htab = opened(0, 5);
  vm_.reset();
  EXPECT_EQ(read_bytes(htab), group(5, kReadV, page_r(5), kEntries - 6));
  EXPECT_EQ(::close(htab), 0);
}

TEST_F(CapiHtabTest, R9HeadersAreStructsInMemoryAndEntriesBigEndian) {
  ASSERT_EQ(hcall(vm_, 0x08, {kExact, 0x123, kV, 0x0123'4000}), 0);
  const int htab = opened(0, 0x123);
  const auto bytes = read_bytes(htab);
  ASSERT_EQ(bytes.size(), 24U);
  kvm_get_htab_header fields;
  std::memcpy(&fields, bytes.data(), sizeof fields);
  EXPECT_EQ(fields.index, 0x123U);
  EXPECT_EQ(fields.n_valid, 1);
  EXPECT_EQ(fields.n_invalid, kEntries - 0x124);
  const std::byte r[] = {{}, {}, {}, {}, std::byte{0x01}, std::byte{0x23}, std::byte{0x40}, {}};
  EXPECT_EQ(std::memcmp(bytes.data() + 16, r, sizeof r), 0);
  ::close(htab);
}

TEST_F(CapiHtabTest, R9AnotherHostsHeadersCanBeHad) {
  htabsim_vm_options options = kOptions;
  options.header_order = HTABSIM_HEADERS_BIG;
  vm_ = create(options);
  const std::byte big[] = {{}, {}, {}, {}, {}, {}, std::byte{0x40}, {}};  // 0x4000 invalid entries
  const int big_htab = opened();
  const auto big_bytes = read_bytes(big_htab);
  ASSERT_EQ(big_bytes.size(), sizeof big);
  EXPECT_EQ(std::memcmp(big_bytes.data(), big, sizeof big), 0);
  ::close(big_htab);

  options.header_order = HTABSIM_HEADERS_LITTLE;
  vm_ = create(options);
  const std::byte little[] = {{}, {}, {}, {}, {}, {}, {}, std::byte{0x40}};
  const int little_htab = opened();
  const auto little_bytes = read_bytes(little_htab);
  ASSERT_EQ(little_bytes.size(), sizeof little);
  EXPECT_EQ(std::memcmp(little_bytes.data(), little, sizeof little), 0);
  ::close(little_htab);
}

TEST_F(CapiHtabTest, R12ReadsOfUpTo24BytesGive0AndChangeNothing) {
  enter(vm_, 0);
  const int htab = opened();
  for (std::size_t count = 0; count <= 24; ++count) {
    EXPECT_TRUE(read_bytes(htab, count).empty()) << count;
  }
  EXPECT_EQ(read_bytes(htab, 25), group(0, kReadV, 0, kEntries - 1));
  ::close(htab);
}

TEST_F(CapiHtabTest, R14OneByteOfTheBufferStaysUnused) {
  for (std::uint64_t index = 0; index < 4; ++index) enter(vm_, index);
  const int htab = opened();
  EXPECT_EQ(read_bytes(htab, 8 + 2 * 16).size(), 8U + 1 * 16);
  EXPECT_EQ(read_bytes(htab, 8 + 2 * 16 + 1).size(), 8U + 2 * 16);
  ::close(htab);
}

TEST_F(CapiHtabTest, R24LaterPassesHaveWhatTheGuestChanged) {
  for (std::uint64_t index = 10; index < 14; ++index) enter(vm_, index);
  const int htab = opened();
  EXPECT_FALSE(read_bytes(htab).empty());
  EXPECT_TRUE(read_bytes(htab).empty());
  remove(vm_, 11);
  ASSERT_EQ(hcall(vm_, 0x18, {3, 13, 0, 0}), 0);  // H_PROTECT with pp 3
  auto changes = header(11, 0, 1);
  const auto protected_entry = group(13, kReadV, page_r(13) | 3);
  changes.insert(changes.end(), protected_entry.begin(), protected_entry.end());
  EXPECT_EQ(read_bytes(htab), changes);
  EXPECT_TRUE(read_bytes(htab).empty());
  ::close(htab);
}

TEST_F(CapiHtabTest, R25RAndCThatHardwareSetAreChangesToo) {
  enter(vm_, 20);
  ASSERT_EQ(htabsim_vm_touch(vm_.get(), 20, HTABSIM_LOAD), 0);
  const int htab = opened_for_changes();
  EXPECT_EQ(read_bytes(htab), group(20, kReadV, page_r(20) | 0x100));
  ASSERT_EQ(htabsim_vm_touch(vm_.get(), 20, HTABSIM_LOAD), 0);
  EXPECT_TRUE(read_bytes(htab).empty());  // R31: R was set before
  ASSERT_EQ(htabsim_vm_touch(vm_.get(), 20, HTABSIM_STORE), 0);
  EXPECT_EQ(read_bytes(htab), group(20, kReadV, page_r(20) | 0x180));
  ::close(htab);
}

TEST_F(CapiHtabTest, R37WritesAreEbusyWhileTheGuestRuns) {
  const int writer = opened(KVM_GET_HTAB_WRITE);
  const auto bytes = group(30, kV, 0);
  ASSERT_EQ(htabsim_vm_set_running(vm_.get(), 2), 0);
  EXPECT_EQ(error_of(write_bytes(writer, bytes)), EBUSY);
  EXPECT_EQ(error_of(::write(writer, bytes.data(), 0)), EBUSY);
  ASSERT_EQ(htabsim_vm_set_running(vm_.get(), 0), 0);
  EXPECT_EQ(write_bytes(writer, bytes), 24);
  EXPECT_EQ(hcall(vm_, 0x04, {0, 30, 0, 0}), 0);  // it is there to be removed
  ::close(writer);
}

TEST_F(CapiHtabTest, R38FewerBytesThanAHeaderAreNotConsumed) {
  const int writer = opened(KVM_GET_HTAB_WRITE);
  auto bytes = header(0, 0, 1);
  EXPECT_EQ(::write(writer, bytes.data(), 7), 0);
  bytes.resize(15);
  EXPECT_EQ(write_bytes(writer, bytes), 8);
  ::close(writer);
}

TEST_F(CapiHtabTest, R41GroupsOfOneWriteAreParsedByTheFormatOrAsTheKernelDoes) {
  auto two_groups = group(1, kV, page_r(1));
  const auto second = group(2, kV, page_r(2));
  two_groups.insert(two_groups.end(), second.begin(), second.end());
  const int writer = opened(KVM_GET_HTAB_WRITE);
  EXPECT_EQ(write_bytes(writer, two_groups), 48);
  ::close(writer);

  htabsim_vm_options options = kOptions;
  options.write_parsing = HTABSIM_WRITE_AS_KERNEL;
  options.header_order = HTABSIM_HEADERS_BIG;
  vm_ = create(options);
  // The kernel takes V of the first entry for the second header: index 0x40000000, n_valid 0,
  // n_invalid 1, which is out of range (R42).
  std::vector<std::byte> big_endian(8);
  big_endian[3] = std::byte{1};
  big_endian[5] = std::byte{1};
  append_big_endian(big_endian, kV);
  append_big_endian(big_endian, page_r(1));
  const int kernel_writer = opened(KVM_GET_HTAB_WRITE);
  EXPECT_EQ(write_bytes(kernel_writer, big_endian), 24);
  big_endian.resize(32);
  EXPECT_EQ(error_of(write_bytes(kernel_writer, big_endian)), EINVAL);
  ::close(kernel_writer);
}

TEST_F(CapiHtabTest, R42GroupsOutsideTheTableAreEinval) {
  const int writer = opened(KVM_GET_HTAB_WRITE);
  EXPECT_EQ(error_of(write_bytes(writer, group(kEntries, kV, 0))), EINVAL);
  EXPECT_EQ(error_of(write_bytes(writer, header(kEntries - 1, 0, 2))), EINVAL);
  EXPECT_EQ(write_bytes(writer, header(kEntries - 1, 0, 1)), 8);
  ::close(writer);
}

TEST_F(CapiHtabTest, R43EntriesThatAreNotValidAreEinvalAndThoseRefusedEio) {
  const int writer = opened(KVM_GET_HTAB_WRITE);
  EXPECT_EQ(error_of(write_bytes(writer, group(0, kV & ~std::uint64_t{1}, 0))), EINVAL);
  // R46: LARGE and LP 3 are 16 GiB, more than the host's pages have.
  EXPECT_EQ(error_of(write_bytes(writer, group(0, kV | 0x4, 0x3000))), EIO);
  EXPECT_EQ(write_bytes(writer, group(0, kV | 0x4, 0)), 24);  // 16 MiB
  ::close(writer);
}

}  // namespace
}  // namespace htabsim::capi_test
