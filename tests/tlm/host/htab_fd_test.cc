// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/host/htab_fd.h"

#include <functional>
#include <vector>

#include <gtest/gtest.h>
#include <tlm_utils/simple_initiator_socket.h>

#include "tests/tlm/memory/agents.h"

namespace htabsim {
namespace {

/// A client of a descriptor that runs straight-line code in its own SystemC thread.
class Client : public sc_core::sc_module {
 public:
  using Script = std::function<void(Client&)>;

  Client(const sc_core::sc_module_name& name, HtabFdTarget& fd, const Clock& clock, Script script)
      : sc_module(name), socket_("socket"), clock_(clock), script_(std::move(script)) {
    SC_HAS_PROCESS(Client);
    socket_.bind(fd.socket());
    SC_THREAD(run);
  }

  HtabFdExtension call(HtabFdExtension extension, std::span<std::byte> buffer = {}) {
    tlm::tlm_generic_payload payload;
    payload.set_data_ptr(reinterpret_cast<unsigned char*>(buffer.data()));
    payload.set_data_length(static_cast<unsigned>(buffer.size()));
    payload.set_extension(&extension);
    sc_core::sc_time delay;
    socket_->b_transport(payload, delay);
    wait(delay);
    payload.clear_extension(&extension);
    return extension;
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
  [[nodiscard]] std::uint64_t now() const { return clock_.now().value(); }

 private:
  void run() { script_(*this); }

  tlm_utils::simple_initiator_socket<Client, 64, HtabFdProtocol> socket_;
  const Clock& clock_;
  Script script_;
};

struct FdMachine : SmallMachine {
  FdMachine()
      : fd("fd", {InitiatorId(3), CoreId(0)}, partition, memory, fabric, clock, config_of_all(),
           stepping) {}

  static Config config_of_all() {
    Config config;
    config.memory = config_of_memory();
    config.htab.call_cycles = 1000;
    config.htab.entry_cycles = 4;
    config.htab.copy_cycles = 6;
    return config;
  }
  static MemoryConfig config_of_memory() { return SmallMachine::config(); }

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
  Client client("client", machine.fd, machine.clock, [&](Client& self) {
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
  Client client("client", machine.fd, machine.clock, [&](Client& self) {
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
  Client client("client", machine.fd, machine.clock, [&](Client& self) {
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
  Client client("client", machine.fd, machine.clock, [&](Client& self) {
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

}  // namespace
}  // namespace htabsim
