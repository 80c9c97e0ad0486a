// SPDX-License-Identifier: Apache-2.0
//
// A client of one's own for the HTAB descriptor, KVM_PPC_GET_HTAB_FD as a TLM target. It reads the
// table of a guest that runs and changes it, stops the guest, reads what is left, and writes all
// that it read into the table of a second host. Both guests must see the same table then.
#include <array>
#include <iostream>
#include <span>
#include <vector>

#include <htabsim/model/hpt/table_compare.h>
#include <htabsim/model/htab/htab_files.h>
#include <htabsim/tlm/host/host.h>
#include <tlm_utils/simple_initiator_socket.h>

using namespace htabsim;

/// The guest's program: stores to 64 pages in turn, for ever.
class Program : public PlainAccessSource {
 public:
  static constexpr std::uint64_t kPages = 64;

  Program() {
    for (std::uint64_t page = 0; page < kPages; ++page) {
      batch_[page] = {
          .kind = PlainAccessKind::kStore, .size = 8, .ea = Ea(0x1000'0000 + page * 0x1000)};
    }
  }
  std::span<const PlainAccess> next_batch() override { return batch_; }

 private:
  std::array<PlainAccess, kPages> batch_;
};

/// A guest with 16 MB of memory and, at first, an empty table. Every 10,000 accesses its kernel
/// clears R of eight pages, so there is always something to read.
MachineSetup guest(std::vector<PlainAccessSource*> programs) {
  GuestOsConfig kernel;
  kernel.memory = {GuestReal(0), 16 << 20};
  kernel.ageing = {10'000, 8};
  MachineSetup setup{HptImage(HptGeometry(18)), Partition{}, {}};
  setup.partition.slots.add({.base = kernel.memory.base,
                             .bytes = kernel.memory.bytes,
                             .host_base = HostReal(0x10'0000'0000)});
  for (PlainAccessSource* program : programs) {
    setup.vcpus.push_back({ProgramWork{program, kernel}, ThreadState{}});
  }
  return setup;
}

class Client : public sc_core::sc_module {
 public:
  using Socket = tlm_utils::simple_initiator_socket<Client, 64, HtabFdProtocol>;
  Socket source{"source"};
  Socket destination{"destination"};

  Client(const sc_core::sc_module_name& name, Host& host) : sc_module(name), host_(host) {
    sc_core::sc_spawn([this] { migrate(); }, "migrate");
  }

  std::uint64_t passes = 0;
  std::uint64_t valid = 0;
  std::vector<unsigned char> stream;

 private:
  void migrate() {
    const int reader = open(source, 0);
    const sc_core::sc_time enough(1, sc_core::SC_MS);
    while (sc_core::sc_time_stamp() < enough) read(reader);
    host_.guest().stop();
    // A read of nothing ends at the table's end, so what the second loop reads begins at index 0.
    while (read(reader) != 0) {
    }
    while (read(reader) != 0) {
    }
    write(open(destination, htab_flag::kWrite));
  }

  static int open(Socket& socket, std::uint64_t flags) {
    Call<HtabFdExtension> open;
    open->flags = flags;
    open.complete(socket);
    return open->descriptor;
  }

  std::size_t read(int descriptor) {
    std::array<unsigned char, 4096> buffer{};
    Call<HtabFdExtension> read(tlm::TLM_READ_COMMAND);
    read->call = HtabFdExtension::Call::kRead;
    read->descriptor = descriptor;
    read.set_data(buffer.data(), buffer.size());
    read.complete(source);
    const auto data = std::span(buffer).first(read->result.bytes);
    count(std::as_bytes(data));
    stream.insert(stream.end(), data.begin(), data.end());
    return data.size();
  }

  /// A pass has ended if nothing is left up to the table's end, or the index goes back.
  void count(std::span<const std::byte> groups) {
    if (groups.empty()) {
      ++passes;
      end_ = HpteIndex(0);
    }
    while (!groups.empty()) {
      const auto header = decode_header(groups.first<kGroupHeaderBytes>(), kHostHeaderOrder);
      if (header.first() < end_) ++passes;
      end_ = header.end();
      valid += header.n_valid;
      groups = groups.subspan(kGroupHeaderBytes + header.body_bytes());
    }
  }

  void write(int descriptor) {
    Call<HtabFdExtension> write(tlm::TLM_WRITE_COMMAND);
    write->call = HtabFdExtension::Call::kWrite;
    write->descriptor = descriptor;
    write.set_data(stream.data(), static_cast<unsigned>(stream.size()));
    write.complete(destination);
  }

  Host& host_;
  HpteIndex end_;  // of the group read last
};

int sc_main(int, char**) {
  const Sim sim{Config{}};
  Program program;
  Host source("source", sim, guest({&program}));
  Host destination("destination", sim, guest({}));
  Client client("client", source);
  client.source.bind(source.guest().htab_fd().calls);
  client.destination.bind(destination.guest().htab_fd().calls);
  sc_core::sc_start();

  std::cout << "read: " << client.passes << " passes, " << client.valid << " valid entries, "
            << client.stream.size() << " bytes\n"
            << "end: " << sc_core::sc_time_stamp().to_seconds() * 1e6 << " us\n";
  const TableComparison tables =
      compare_tables(source.guest().image(), destination.guest().image());
  std::cout << "tables: " << tables.valid << " valid entries, "
            << (tables.different == 0 ? "equal" : "different") << "\n";
  return tables.different == 0 ? 0 : 1;
}
