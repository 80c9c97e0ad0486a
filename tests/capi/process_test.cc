// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/capi/guest_fixture.h"

// The form of read() in a program compiled with _FORTIFY_SOURCE.
// NOLINTNEXTLINE(bugprone-reserved-identifier)
extern "C" ssize_t __read_chk(int, void*, std::size_t, std::size_t);

namespace htabsim::capi_test {
namespace {

/// A pipe that holds one word.
class CapiProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(::pipe(pipe_.data()), 0);
    ASSERT_EQ(::write(pipe_[1], "word", 4), 4);
  }
  void TearDown() override {
    ::close(pipe_[0]);
    ::close(pipe_[1]);
  }
  static std::string read_text(int descriptor) {
    char text[16];
    const ssize_t length = ::read(descriptor, text, sizeof text);
    return length < 0 ? "" : std::string(text, static_cast<std::size_t>(length));
  }

  Vm vm_ = create();
  std::array<int, 2> pipe_{};
};

TEST_F(CapiProcessTest, OtherFilesAreTheCLibrarys) {
  const int htab = open_htab(vm_);
  EXPECT_EQ(read_text(pipe_[0]), "word");
  EXPECT_EQ(error_of(::write(pipe_[0], "x", 1)), EBADF);
  EXPECT_EQ(::close(pipe_[1]), 0);
  EXPECT_EQ(read_text(pipe_[0]), "");  // the end of the pipe
  EXPECT_EQ(error_of(::close(pipe_[1])), EBADF);
  EXPECT_EQ(error_of(::read(-1, nullptr, 0)), EBADF);
  EXPECT_EQ(error_of(::write(1 << 20, nullptr, 0)), EBADF);
  EXPECT_EQ(::close(htab), 0);
}

TEST_F(CapiProcessTest, R4ANumberIsTheProcessesAndClosedOnExec) {
  const int htab = open_htab(vm_);
  const int writer = open_htab(vm_, KVM_GET_HTAB_WRITE);
  EXPECT_EQ(::fcntl(htab, F_GETFD), FD_CLOEXEC);
  const int file = ::dup(pipe_[0]);
  const std::array numbers{htab, writer, file, pipe_[0], pipe_[1]};
  for (const int number : numbers) EXPECT_EQ(std::ranges::count(numbers, number), 1) << number;
  for (const int number : {htab, writer, file}) EXPECT_EQ(::close(number), 0);
}

TEST_F(CapiProcessTest, AClosedDescriptorsNumberIsFreeForOthers) {
  const int htab = open_htab(vm_);
  ASSERT_EQ(::close(htab), 0);
  EXPECT_EQ(error_of(::read(htab, nullptr, 0)), EBADF);
  EXPECT_EQ(error_of(::close(htab)), EBADF);
  ASSERT_EQ(::dup(pipe_[0]), htab);
  EXPECT_EQ(read_text(htab), "word");
  EXPECT_EQ(::close(htab), 0);
  EXPECT_EQ(error_of(::close(htab)), EBADF);
}

TEST_F(CapiProcessTest, ANumberGivenAwayByDup2IsTheOtherFiles) {
  const int htab = open_htab(vm_);
  ASSERT_EQ(::dup2(pipe_[0], htab), htab);
  EXPECT_EQ(read_text(htab), "word");
  EXPECT_EQ(::close(htab), 0);
  EXPECT_EQ(error_of(::close(htab)), EBADF);
}

TEST_F(CapiProcessTest, ANumberClosedByCloseRangeCanBeAnHtabDescriptorAgain) {
  enter(vm_, 0);
  const int htab = open_htab(vm_);
  const auto number = static_cast<unsigned>(htab);
  ASSERT_EQ(::close_range(number, number, 0), 0);
  EXPECT_EQ(error_of(::read(htab, nullptr, 0)), EBADF);
  ASSERT_EQ(open_htab(vm_), htab);
  ASSERT_EQ(::close_range(number, number, 0), 0);
  ASSERT_EQ(open_htab(vm_, KVM_GET_HTAB_WRITE), htab);
  EXPECT_EQ(write_bytes(htab, header(0, 0, 1)), 8);
  EXPECT_EQ(::close(htab), 0);
}

TEST_F(CapiProcessTest, CallsThatAreNotSupportedFailAndDoNotLookLikeAnEmptyTable) {
  const int htab = open_htab(vm_);
  const int copy = ::dup(htab);
  std::array<std::byte, 64> buffer{};
  const iovec part{buffer.data(), buffer.size()};
  EXPECT_EQ(error_of(::pread(htab, buffer.data(), buffer.size(), 0)), EBADF);
  EXPECT_EQ(error_of(::readv(htab, &part, 1)), EBADF);
  EXPECT_EQ(error_of(::writev(htab, &part, 1)), EBADF);
  EXPECT_EQ(error_of(::read(copy, buffer.data(), buffer.size())), EBADF);
  EXPECT_EQ(::close(copy), 0);
  EXPECT_EQ(::close(htab), 0);
}

TEST_F(CapiProcessTest, FortifiedReadsAreReadsToo) {
  enter(vm_, 0);
  const int htab = open_htab(vm_);
  std::array<std::byte, 25> buffer{};
  EXPECT_EQ(__read_chk(htab, buffer.data(), buffer.size(), buffer.size()), 24);
  EXPECT_EQ(__read_chk(pipe_[0], buffer.data(), 2, buffer.size()), 2);
  EXPECT_EQ(read_text(pipe_[0]), "rd");
  EXPECT_DEATH(__read_chk(htab, buffer.data(), buffer.size(), buffer.size() - 1), "overflow");
  EXPECT_EQ(::close(htab), 0);
}

TEST_F(CapiProcessTest, R3TheProcessesLimitIsEmfileButFlagsAreLookedAtFirst) {
  const int next = ::dup(pipe_[0]);
  ASSERT_EQ(::close(next), 0);
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit lowered = before;
  lowered.rlim_cur = static_cast<rlim_t>(next) + 1;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &lowered), 0);

  const int htab = open_htab(vm_);
  EXPECT_EQ(htab, next);
  EXPECT_EQ(error_of(open_htab(vm_)), EMFILE);
  EXPECT_EQ(error_of(open_htab(vm_, 4)), EINVAL);
  EXPECT_EQ(::close(htab), 0);
  const int again = open_htab(vm_);
  EXPECT_EQ(again, next);
  EXPECT_EQ(::close(again), 0);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

TEST_F(CapiProcessTest, R3AnOpenThatFailsLeavesNoInterestInChanges) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit lowered = before;
  lowered.rlim_cur = 0;
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &lowered), 0);
  EXPECT_EQ(error_of(open_htab(vm_)), EMFILE);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);

  enter(vm_, 3);
  const int htab = open_htab(vm_, 0, kEntries);
  EXPECT_TRUE(read_bytes(htab).empty());
  EXPECT_TRUE(read_bytes(htab).empty());
  EXPECT_EQ(::close(htab), 0);
}

TEST_F(CapiProcessTest, NumbersFrom16384OnAreNotGivenOut) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  rlimit raised = before;
  raised.rlim_cur = 16385;
  if (::setrlimit(RLIMIT_NOFILE, &raised) != 0) GTEST_SKIP() << "needs 16385 descriptors";
  const int first = ::dup(pipe_[0]);
  int next = first;
  while (next != 16382) next = ::dup(pipe_[0]);

  const int htab = open_htab(vm_);
  EXPECT_EQ(htab, 16383);
  EXPECT_TRUE(read_bytes(htab, 24).empty());
  EXPECT_EQ(error_of(open_htab(vm_)), EMFILE);
  EXPECT_EQ(::fcntl(16384, F_GETFD), -1);

  ASSERT_EQ(::close(htab), 0);
  ASSERT_EQ(::close_range(static_cast<unsigned>(first), 16382, 0), 0);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
}

/// Valid entries of a first pass.
unsigned read_first_pass(const Vm& vm) {
  unsigned valid = 0;
  const int htab = open_htab(vm);
  for (auto bytes = read_bytes(htab, 2048); !bytes.empty(); bytes = read_bytes(htab, 2048)) {
    for (std::size_t at = 0; at < bytes.size();) {
      kvm_get_htab_header fields;
      std::memcpy(&fields, bytes.data() + at, sizeof fields);
      valid += fields.n_valid;
      at += sizeof fields + fields.n_valid * std::size_t{16};
    }
  }
  EXPECT_EQ(::close(htab), 0);
  return valid;
}

TEST_F(CapiProcessTest, ThreadsMayUseTheirDescriptorsAtTheSameTime) {
  constexpr unsigned kThreads = 4;
  constexpr unsigned kPasses = 20;
  for (std::uint64_t index = 0; index < 500; ++index) enter(vm_, 2 * index);
  std::array<unsigned, kThreads> valid{};
  std::vector<std::thread> threads;
  for (unsigned& sum : valid) {
    threads.emplace_back([&] {
      for (unsigned pass = 0; pass < kPasses; ++pass) sum += read_first_pass(vm_);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const unsigned sum : valid) EXPECT_EQ(sum, kPasses * 500);
}

}  // namespace
}  // namespace htabsim::capi_test
