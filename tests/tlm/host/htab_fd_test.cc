// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/htab_fd.h"

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>

#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

/// A client of a descriptor that runs straight-line code in its own SystemC thread.
class Client : public Part {
 public:
  using Script = std::function<void(Client&)>;

  Client(const sc_core::sc_module_name& name, const Sim& sim, HtabFdTarget& fd, Script script)
      : Part(name, sim), socket_("socket"), script_(std::move(script)) {
    socket_.bind(fd.calls);
    run_thread("run", [this] { script_(*this); });
  }

  HtabFdExtension call(const HtabFdExtension& extension, std::span<std::byte> buffer = {}) {
    const bool reads = extension.call == HtabFdExtension::Call::kRead;
    Call<HtabFdExtension> call(reads ? tlm::TLM_READ_COMMAND : tlm::TLM_IGNORE_COMMAND);
    call.set_data(reinterpret_cast<unsigned char*>(buffer.data()),
                  static_cast<unsigned>(buffer.size()));
    *call = extension;
    call.complete(socket_);
    return *call;
  }
  int open(std::uint64_t flags) {
    HtabFdExtension extension;
    extension.flags = flags;
    return call(extension).descriptor;
  }
  IoResult read(int descriptor, std::span<std::byte> buffer) {
    HtabFdExtension extension;
    extension.call = HtabFdExtension::Call::kRead;
    extension.descriptor = descriptor;
    return call(extension, buffer).result;
  }
  [[nodiscard]] std::uint64_t now() const { return clock().now().value(); }

  [[nodiscard]] std::string title() const override { return basename(); }

 private:
  tlm_utils::simple_initiator_socket<Client, 64, HtabFdProtocol> socket_;
  Script script_;
};

struct FdMachine : SmallMachine {
  FdMachine()
      : SmallMachine(Stepping::kRunAhead, config_of_all()),
        fd("fd", sim, {InitiatorId(3), CoreId(0)}, table, partition) {
    bind_masters(fd);
  }

  static Config config_of_all() {
    Config config = SmallMachine::config();
    config.htab.call_cycles = 1000;
    config.htab.entry_cycles = 4;
    config.htab.copy_cycles = 6;
    return config;
  }

  Partition partition;
  HtabFdTarget fd;
};

// A table of 2^18 bytes has 2^14 entries, all invalid and clean here. Each is looked at by two
// loads (reverse-map word, dword 0; R58: no lock for a clean invalid entry) and counted (4). Before
// that the run of valid entries finds none: two loads. One header is copied (6). A call costs 1000.
TEST(HtabFdTest, FirstPassOverAnEmptyTableTakesItsFormulaToTheCycle) {
  constexpr std::uint64_t kLoad = 7;
  constexpr std::uint64_t kEntries = 1U << 14;
  FdMachine machine;
  std::vector<std::byte> buffer(2048);
  std::uint64_t took = 0;
  IoResult result;
  Client client("client", machine.sim, machine.fd, [&](Client& self) {
    const int descriptor = self.open(0);
    const std::uint64_t began = self.now();
    result = self.read(descriptor, buffer);
    took = self.now() - began;
  });
  sc_core::sc_start();
  EXPECT_EQ(result, (IoResult{8, {}}));  // one header: 0 valid, 2^14 invalid
  EXPECT_EQ(took, 1000 + 2 * kLoad + kEntries * (2 * kLoad + 4) + 6);
}

// A later pass without changes looks at each entry by two loads and returns 0 (R24, R34).
TEST(HtabFdTest, LaterPassWithoutChangesTakesItsFormulaToTheCycle) {
  constexpr std::uint64_t kLoad = 7;
  constexpr std::uint64_t kEntries = 1U << 14;
  FdMachine machine;
  std::vector<std::byte> buffer(2048);
  std::uint64_t took = 0;
  IoResult result{1, {}};
  Client client("client", machine.sim, machine.fd, [&](Client& self) {
    const int descriptor = self.open(0);
    self.read(descriptor, buffer);
    const std::uint64_t began = self.now();
    result = self.read(descriptor, buffer);
    took = self.now() - began;
  });
  sc_core::sc_start();
  EXPECT_EQ(result, (IoResult{0, {}}));
  EXPECT_EQ(took, 1000 + kEntries * 2 * kLoad);
}

TEST(HtabFdTest, InterestInChangesLastsFromOpenToClose) {  // R6
  FdMachine machine;
  std::vector<unsigned> interest;
  Client client("client", machine.sim, machine.fd, [&](Client& self) {
    interest.push_back(machine.partition.hpte_mod_interest);
    const int reader = self.open(0);
    const int writer = self.open(htab_flag::kWrite);
    interest.push_back(machine.partition.hpte_mod_interest);
    for (const int descriptor : {writer, reader}) {
      HtabFdExtension close;
      close.call = HtabFdExtension::Call::kClose;
      close.descriptor = descriptor;
      self.call(close);
      interest.push_back(machine.partition.hpte_mod_interest);
    }
  });
  sc_core::sc_start();
  EXPECT_EQ(interest, (std::vector<unsigned>{0, 1, 1, 0}));
}

TEST(HtabFdTest, WrongDirectionAndUnknownDescriptorAreBadFd) {  // R4
  FdMachine machine;
  std::vector<std::byte> buffer(64);
  IoResult read_of_writer;
  IoResult read_of_nothing;
  HtabFdExtension opened;
  Client client("client", machine.sim, machine.fd, [&](Client& self) {
    const int writer = self.open(htab_flag::kWrite);
    read_of_writer = self.read(writer, buffer);
    read_of_nothing = self.read(77, buffer);
    HtabFdExtension open;
    open.flags = 0x4;
    opened = self.call(open);
  });
  sc_core::sc_start();
  EXPECT_EQ(read_of_writer.error, HtabErrno::kBadFd);
  EXPECT_EQ(read_of_nothing.error, HtabErrno::kBadFd);
  EXPECT_EQ(opened.result.error, HtabErrno::kInvalid);  // R2
  EXPECT_EQ(machine.fd.counters().errors, 3);
}

/// Writes down which call it hears of.
struct Listener final : HtabFdObserver {
  void on_open(int, std::uint64_t, std::uint64_t) override { heard += 'o'; }
  void on_close(int) override { heard += 'c'; }
  void on_read_begin(int) override { heard += 'r'; }
  void on_read_end(int, std::span<const std::byte>, std::size_t, Cycles) override { heard += 'e'; }
  std::string heard;
};

TEST(HtabFdTest, AllObserversHearOfEachCall) {
  FdMachine machine;
  Listener one;
  Listener other;
  machine.fd.observe(one);
  machine.fd.observe(other);
  std::vector<std::byte> buffer(64);
  Client client("client", machine.sim, machine.fd, [&](Client& self) {
    const int descriptor = self.open(0);
    self.read(descriptor, buffer);
    HtabFdExtension close;
    close.call = HtabFdExtension::Call::kClose;
    close.descriptor = descriptor;
    self.call(close);
    self.open(0x4);  // refused (R2)
  });
  sc_core::sc_start();
  EXPECT_EQ(one.heard, "orec");
  EXPECT_EQ(other.heard, one.heard);
}

}  // namespace
}  // namespace htabsim
