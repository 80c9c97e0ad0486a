// SPDX-License-Identifier: Apache-2.0
//
// Every malformed transaction to every target: it is answered as IEEE 1666-2011, 14.17, and the
// protocols' headers say, and changes nothing.
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/papr/hcall_codes.h"
#include "tests/tlm/memory/payload_world.h"

namespace htabsim {
namespace {

using tlm::TLM_ADDRESS_ERROR_RESPONSE;
using tlm::TLM_BURST_ERROR_RESPONSE;
using tlm::TLM_BYTE_ENABLE_ERROR_RESPONSE;
using tlm::TLM_COMMAND_ERROR_RESPONSE;
using tlm::TLM_GENERIC_ERROR_RESPONSE;
using tlm::TLM_IGNORE_COMMAND;
using tlm::TLM_OK_RESPONSE;
using tlm::TLM_READ_COMMAND;
using tlm::TLM_WRITE_COMMAND;

/// A value that the enum has no name for.
template <class Enum>
constexpr Enum kUnknown = static_cast<Enum>(99);

template <class Extension>
struct Case {
  std::string what;
  std::function<void(RawCall<Extension>& call)> damage;
  tlm::tlm_response_status status;
};

/// What no target of a protocol of ours takes, whatever else is right about a transaction that
/// carries its extension alone.
template <class Extension>
std::vector<Case<Extension>> damaged_envelopes() {
  using Call = RawCall<Extension>;
  return {
      {"no extension", [](Call& call) { call.drop_extension(); }, TLM_GENERIC_ERROR_RESPONSE},
      {"read", [](Call& call) { call.payload.set_read(); }, TLM_COMMAND_ERROR_RESPONSE},
      {"write", [](Call& call) { call.payload.set_write(); }, TLM_COMMAND_ERROR_RESPONSE},
      {"byte enables", [](Call& call) { call.enable_bytes(); }, TLM_BYTE_ENABLE_ERROR_RESPONSE},
  };
}

/// Expects each of `cases` to be refused, and the same call undamaged to be taken.
template <class Extension, class Socket>
void expect_all_refused(PayloadWorld& world, Socket& socket,
                        const std::function<void(Extension& extension)>& fill,
                        const std::vector<Case<Extension>>& cases) {
  world.run([&] {
    for (const Case<Extension>& damaged : cases) {
      RawCall<Extension> call(TLM_IGNORE_COMMAND, 0, 0);
      fill(call.extension);
      damaged.damage(call);
      expect_refused(world, socket, call, damaged.status, damaged.what);
    }
    const std::string before = world.state();
    RawCall<Extension> call(TLM_IGNORE_COMMAND, 0, 0);
    fill(call.extension);
    EXPECT_EQ(call.send(socket), TLM_OK_RESPONSE);
    sc_core::wait(call.delay);
    EXPECT_NE(world.state(), before);
  });
}

// HptMemory ///////////////////////////////////////////////////////////////////////////////////////

using HptCall = RawCall<HptExtension>;
using Atomic = HptExtension::Atomic;

constexpr std::uint64_t kReverseMapBytes = kTableBytes / 16 * 8;
constexpr std::uint64_t kPageRecordBytes = (std::uint64_t{1} << 60) / 4096 * 8;
constexpr std::uint64_t kEntry = hpt_address::of_entry(HpteIndex(5));
constexpr std::uint64_t kReferencedByte = kEntry + 14;
constexpr unsigned kLine = 128;

struct HptCase {
  std::string what;
  tlm::tlm_command command;
  std::uint64_t address;
  unsigned length;
  tlm::tlm_response_status status;
  std::function<void(HptCall& call)> damage = [](HptCall&) {};
};

/// Of a transaction that is right for its command, address and length.
Atomic atomic_for(tlm::tlm_command command, std::uint64_t address) {
  const bool merges = command == TLM_WRITE_COMMAND && any(address, hpt_address::kPageRecords);
  return merges ? Atomic::kMerge : Atomic::kNone;
}

void send_all(const std::vector<HptCase>& cases) {
  PayloadWorld world;
  world.run([&] {
    for (const HptCase& damaged : cases) {
      HptCall call(damaged.command, damaged.address, damaged.length);
      call.extension.atomic = atomic_for(damaged.command, damaged.address);
      damaged.damage(call);
      if (damaged.status != TLM_OK_RESPONSE) {
        expect_refused(world, world.caller.memory, call, damaged.status, damaged.what);
        continue;
      }
      const std::string before = world.state();
      EXPECT_EQ(call.send(world.caller.memory), TLM_OK_RESPONSE) << damaged.what;
      sc_core::wait(call.delay);
      EXPECT_NE(world.state(), before) << damaged.what;
    }
  });
}

TEST(HptMemoryPayloadTest, TransactionThatProtocolDoesNotAllowIsRefused) {
  send_all({
      {"right", TLM_READ_COMMAND, kEntry, 8, TLM_OK_RESPONSE},
      {"no extension", TLM_READ_COMMAND, kEntry, 8, TLM_GENERIC_ERROR_RESPONSE,
       [](HptCall& call) { call.drop_extension(); }},
      {"neither read nor write", TLM_IGNORE_COMMAND, kEntry, 8, TLM_COMMAND_ERROR_RESPONSE},
      {"byte enables", TLM_READ_COMMAND, kEntry, 8, TLM_BYTE_ENABLE_ERROR_RESPONSE,
       [](HptCall& call) { call.enable_bytes(); }},
      {"byte enables of a write", TLM_WRITE_COMMAND, kEntry, 8, TLM_BYTE_ENABLE_ERROR_RESPONSE,
       [](HptCall& call) { call.enable_bytes(); }},
      {"streaming", TLM_READ_COMMAND, kEntry, 8, TLM_BURST_ERROR_RESPONSE,
       [](HptCall& call) { call.payload.set_streaming_width(4); }},
      {"streaming of a line", TLM_READ_COMMAND, 0, kLine, TLM_BURST_ERROR_RESPONSE,
       [](HptCall& call) { call.payload.set_streaming_width(8); }},
      {"no data pointer", TLM_READ_COMMAND, kEntry, 8, TLM_GENERIC_ERROR_RESPONSE,
       [](HptCall& call) { call.payload.set_data_ptr(nullptr); }},
      {"no data pointer of a write", TLM_WRITE_COMMAND, kEntry, 8, TLM_GENERIC_ERROR_RESPONSE,
       [](HptCall& call) { call.payload.set_data_ptr(nullptr); }},
      {"no data pointer of guest memory", TLM_READ_COMMAND, hpt_address::kGuestMemory, kLine,
       TLM_GENERIC_ERROR_RESPONSE, [](HptCall& call) { call.payload.set_data_ptr(nullptr); }},
      {"a core that is not there", TLM_READ_COMMAND, kEntry, 8, TLM_GENERIC_ERROR_RESPONSE,
       [](HptCall& call) { call.extension.initiator.core = CoreId(SmallMachine::kAgents); }},
      {"a guest that is not there", TLM_READ_COMMAND, kEntry, 8, TLM_GENERIC_ERROR_RESPONSE,
       [](HptCall& call) { call.extension.lpid = Lpid{1}; }},
      {"the last core", TLM_READ_COMMAND, kEntry, 8, TLM_OK_RESPONSE,
       [](HptCall& call) { call.extension.initiator.core = CoreId(SmallMachine::kAgents - 1); }},
  });
}

TEST(HptMemoryPayloadTest, LengthThatCannotBeMovedThereIsRefused) {
  using namespace hpt_address;
  std::vector<HptCase> cases;
  const auto refuse = [&cases](tlm::tlm_command command, std::uint64_t address,
                               const std::vector<unsigned>& lengths, const std::string& what) {
    for (const unsigned length : lengths) {
      cases.push_back({what + ", length " + std::to_string(length), command, address, length,
                       TLM_BURST_ERROR_RESPONSE});
    }
  };
  refuse(TLM_READ_COMMAND, kTable, {0, 1, 2, 4, 16, 64, 256}, "read of the table");
  refuse(TLM_WRITE_COMMAND, kTable, {0, 1, 2, 4, 16, 64, 128, 256}, "write of the table");
  refuse(TLM_READ_COMMAND, kReverseMap, {0, 1, 4, 16, 128, 256}, "read of the reverse map");
  refuse(TLM_WRITE_COMMAND, kReverseMap, {0, 1, 4, 16, 128, 256}, "write of the reverse map");
  refuse(TLM_READ_COMMAND, kPageRecords, {0, 1, 4, 16, 128, 256}, "read of page records");
  refuse(TLM_WRITE_COMMAND, kPageRecords, {0, 1, 4, 16, 128, 256}, "write of page records");
  refuse(TLM_READ_COMMAND, kGuestMemory, {0, 1, 4, 8, 16, 256}, "read of guest memory");
  refuse(TLM_WRITE_COMMAND, kGuestMemory, {0, 1, 4, 8, 16, 256}, "write of guest memory");
  // A single byte is one of R or C, and written.
  refuse(TLM_READ_COMMAND, kReferencedByte, {1}, "read of R's byte");
  for (unsigned offset = 0; offset < 14; ++offset) {
    refuse(TLM_WRITE_COMMAND, kEntry + offset, {1}, "byte " + std::to_string(offset));
  }
  cases.push_back({"R's byte", TLM_WRITE_COMMAND, kReferencedByte, 1, TLM_OK_RESPONSE});
  cases.push_back({"C's byte", TLM_WRITE_COMMAND, kReferencedByte + 1, 1, TLM_OK_RESPONSE});
  cases.push_back({"a line", TLM_READ_COMMAND, kTable, kLine, TLM_OK_RESPONSE});
  cases.push_back(
      {"a line of guest memory", TLM_WRITE_COMMAND, kGuestMemory, kLine, TLM_OK_RESPONSE});
  send_all(cases);
}

TEST(HptMemoryPayloadTest, AddressWhereNothingLiesIsRefused) {
  using namespace hpt_address;
  std::vector<HptCase> cases;
  const auto add = [&cases](const std::string& what, std::uint64_t address, unsigned length,
                            tlm::tlm_response_status status) {
    cases.push_back({"read " + what, TLM_READ_COMMAND, address, length, status});
    if (length == kLine && !any(address, kGuestMemory)) return;
    cases.push_back({"write " + what, TLM_WRITE_COMMAND, address, length, status});
  };
  const auto refuse = [&add](const std::string& what, std::uint64_t address, unsigned length) {
    add(what, address, length, TLM_ADDRESS_ERROR_RESPONSE);
  };
  refuse("dword across two", kEntry + 4, 8);
  refuse("dword in the reverse map across two", kReverseMap + 1, 8);
  refuse("page record across two", kPageRecords + 7, 8);
  refuse("line across two", 64, kLine);
  refuse("line of guest memory across two", kGuestMemory + 64, kLine);
  add("last dword", kTableBytes - 8, 8, TLM_OK_RESPONSE);
  refuse("dword behind the table", kTableBytes, 8);
  refuse("line behind the table", kTableBytes, kLine);
  cases.push_back({"write of a byte of R behind the table", TLM_WRITE_COMMAND, kTableBytes + 14, 1,
                   TLM_ADDRESS_ERROR_RESPONSE});
  add("last reverse-map word", kReverseMap + kReverseMapBytes - 8, 8, TLM_OK_RESPONSE);
  refuse("dword behind the reverse map", kReverseMap + kReverseMapBytes, 8);
  add("last page record", kPageRecords + kPageRecordBytes - 8, 8, TLM_OK_RESPONSE);
  refuse("dword behind the page records", kPageRecords + kPageRecordBytes, 8);
  add("last line of real memory", kGuestMemory + (std::uint64_t{1} << 60) - kLine, kLine,
      TLM_OK_RESPONSE);
  refuse("line of two regions", kGuestMemory | kReverseMap, kLine);
  refuse("line of two other regions", kGuestMemory | kPageRecords, kLine);
  refuse("dword of two regions", kReverseMap | kPageRecords, 8);
  refuse("dword of no region", std::uint64_t{1} << 63, 8);
  refuse("line of no region", std::uint64_t{1} << 63, kLine);
  refuse("last dword of all", ~std::uint64_t{7}, kLine);
  send_all(cases);
}

TEST(HptMemoryPayloadTest, AtomicThatDoesNotFitIsRefused) {
  using namespace hpt_address;
  const auto with = [](Atomic atomic) {
    return [atomic](HptCall& call) { call.extension.atomic = atomic; };
  };
  std::vector<HptCase> cases;
  const auto add = [&](const std::string& what, tlm::tlm_command command, std::uint64_t address,
                       unsigned length, Atomic atomic,
                       tlm::tlm_response_status status = TLM_GENERIC_ERROR_RESPONSE) {
    cases.push_back({what, command, address, length, status, with(atomic)});
  };
  add("store conditional of dword 0", TLM_WRITE_COMMAND, kEntry, 8, Atomic::kStoreConditional,
      TLM_OK_RESPONSE);
  add("store conditional of dword 1", TLM_WRITE_COMMAND, kEntry + 8, 8, Atomic::kStoreConditional);
  add("store conditional of R's byte", TLM_WRITE_COMMAND, kReferencedByte, 1,
      Atomic::kStoreConditional);
  add("conditional read", TLM_READ_COMMAND, kEntry, 8, Atomic::kStoreConditional);
  add("conditional read of a line", TLM_READ_COMMAND, 0, kLine, Atomic::kStoreConditional);
  add("store conditional in the reverse map", TLM_WRITE_COMMAND, kReverseMap, 8,
      Atomic::kStoreConditional);
  add("store conditional of a page record", TLM_WRITE_COMMAND, kPageRecords, 8,
      Atomic::kStoreConditional);
  add("store conditional of guest memory", TLM_WRITE_COMMAND, kGuestMemory, kLine,
      Atomic::kStoreConditional);
  add("plain write of a page record", TLM_WRITE_COMMAND, kPageRecords, 8, Atomic::kNone);
  add("merging read of a page record", TLM_READ_COMMAND, kPageRecords, 8, Atomic::kMerge);
  for (const Atomic merge : {Atomic::kMerge, Atomic::kClear}) {
    add("page record", TLM_WRITE_COMMAND, kPageRecords + 8, 8, merge, TLM_OK_RESPONSE);
    add("merge of an entry", TLM_WRITE_COMMAND, kEntry, 8, merge);
    add("merge in the reverse map", TLM_WRITE_COMMAND, kReverseMap, 8, merge);
    add("merge of guest memory", TLM_WRITE_COMMAND, kGuestMemory, kLine, merge);
  }
  for (const std::uint64_t region : {kTable, kReverseMap, kPageRecords}) {
    add("unknown, read", TLM_READ_COMMAND, region, 8, kUnknown<Atomic>);
    add("unknown, write", TLM_WRITE_COMMAND, region, 8, kUnknown<Atomic>);
  }
  add("unknown, guest memory", TLM_READ_COMMAND, kGuestMemory, kLine, kUnknown<Atomic>);
  cases.push_back({"unknown way to return", TLM_READ_COMMAND, kGuestMemory, kLine,
                   TLM_GENERIC_ERROR_RESPONSE,
                   [](HptCall& call) { call.extension.returns = kUnknown<HptExtension::Return>; }});
  send_all(cases);
}

TEST(HptMemoryPayloadTest, SecondTransactionOfAMasterIsRefusedWhileOneIsUnderWay) {
  PayloadWorld world;
  std::uint64_t ended = 0;
  const Thread first("first", [&] {
    HptCall call(TLM_READ_COMMAND, 0, kLine);
    EXPECT_EQ(call.send(world.caller.memory), TLM_OK_RESPONSE);
    sc_core::wait(call.delay);
    ended = world.sim.clock.now().value();
  });
  world.run([&] {
    world.sim.clock.wait_until(Cycles(50));
    HptCall call(TLM_READ_COMMAND, kEntry, 8);
    expect_refused(world, world.caller.memory, call, TLM_GENERIC_ERROR_RESPONSE, "second");
    world.sim.clock.wait_until(Cycles(100));
    EXPECT_EQ(call.send(world.caller.memory), TLM_OK_RESPONSE) << "the first one is over";
  });
  EXPECT_EQ(ended, 100);  // a line
}

// TlbieFabric /////////////////////////////////////////////////////////////////////////////////////

TEST(TlbieFabricPayloadTest, TransactionThatProtocolDoesNotAllowIsRefused) {
  PayloadWorld world;
  auto cases = damaged_envelopes<TlbieExtension>();
  cases.push_back({"unknown command",
                   [](RawCall<TlbieExtension>& call) {
                     call.extension.command = kUnknown<TlbieExtension::Command>;
                   },
                   TLM_GENERIC_ERROR_RESPONSE});
  expect_all_refused<TlbieExtension>(
      world, world.caller.fabric,
      [](TlbieExtension& extension) { extension.rb = {std::uint64_t{5} << 12}; }, cases);
}

TEST(TlbieFabricPayloadTest, DamagedSyncIsRefused) {
  PayloadWorld world;
  expect_all_refused<TlbieExtension>(
      world, world.caller.fabric,
      [](TlbieExtension& extension) { extension.command = TlbieExtension::Command::kTlbsync; },
      damaged_envelopes<TlbieExtension>());
}

// Walkers /////////////////////////////////////////////////////////////////////////////////////////

void ask_for_a_page(WalkExtension& extension) {
  extension.request.va = {SegmentSize::segment_256m, Vsid(0x123), 0x5000};
  extension.request.segment = {.vsid = Vsid(0x123), .size = SegmentSize::segment_256m};
}

TEST(WalkersPayloadTest, TransactionThatProtocolDoesNotAllowIsRefused) {
  PayloadWorld world;
  auto cases = damaged_envelopes<WalkExtension>();
  cases.push_back({"another guest than the requester's",
                   [](RawCall<WalkExtension>& call) { call.extension.request.lpid = Lpid{1}; },
                   TLM_GENERIC_ERROR_RESPONSE});
  cases.push_back(
      {"unknown kind of access",
       [](RawCall<WalkExtension>& call) { call.extension.request.kind = kUnknown<AccessKind>; },
       TLM_GENERIC_ERROR_RESPONSE});
  expect_all_refused<WalkExtension>(world, world.caller.walks, ask_for_a_page, cases);
}

TEST(WalkersPayloadTest, SecondWalkOfARequesterIsRefusedWhileOneIsUnderWay) {
  PayloadWorld world;
  std::optional<WalkStatus> status;
  const Thread first("first", [&] {
    RawCall<WalkExtension> call(TLM_IGNORE_COMMAND, 0, 0);
    ask_for_a_page(call.extension);
    EXPECT_EQ(call.send(world.caller.walks), TLM_OK_RESPONSE);
    status = call.extension.result.status;
  });
  world.run([&] {
    world.sim.clock.wait_until(Cycles(50));
    RawCall<WalkExtension> call(TLM_IGNORE_COMMAND, 0, 0);
    ask_for_a_page(call.extension);
    expect_refused(world, world.caller.walks, call, TLM_GENERIC_ERROR_RESPONSE, "second");
  });
  EXPECT_EQ(status, WalkStatus::kNotFound);
}

// Hypervisor //////////////////////////////////////////////////////////////////////////////////////

void call_read(HypervisorExtension& extension) {
  extension.frame.token = HcallToken::kRead;
  extension.frame.args = {0, 5};
}

TEST(HypervisorPayloadTest, TransactionThatProtocolDoesNotAllowIsRefused) {
  PayloadWorld world;
  auto cases = damaged_envelopes<HypervisorExtension>();
  cases.push_back({"unknown reason",
                   [](RawCall<HypervisorExtension>& call) {
                     call.extension.reason = kUnknown<HypervisorExtension::Reason>;
                   },
                   TLM_GENERIC_ERROR_RESPONSE});
  expect_all_refused<HypervisorExtension>(world, world.caller.hypervisor, call_read, cases);
}

TEST(HypervisorPayloadTest, SecondCallOfAProcessorIsRefusedWhileOneIsUnderWay) {
  PayloadWorld world;
  std::optional<HcallStatus> status;
  const Thread first("first", [&] {
    RawCall<HypervisorExtension> call(TLM_IGNORE_COMMAND, 0, 0);
    call_read(call.extension);
    EXPECT_EQ(call.send(world.caller.hypervisor), TLM_OK_RESPONSE);
    status = call.extension.result.status;
  });
  world.run([&] {
    world.sim.clock.wait_until(Cycles(1));
    RawCall<HypervisorExtension> call(TLM_IGNORE_COMMAND, 0, 0);
    call_read(call.extension);
    expect_refused(world, world.caller.hypervisor, call, TLM_GENERIC_ERROR_RESPONSE, "second");
  });
  EXPECT_EQ(status, HcallStatus::kSuccess);
}

// HtabFdTarget ////////////////////////////////////////////////////////////////////////////////////

using FdCall = RawCall<HtabFdExtension>;
using SystemCall = HtabFdExtension::Call;

TEST(HtabFdPayloadTest, OpenAndCloseThatProtocolDoesNotAllowAreRefused) {
  PayloadWorld world;
  auto cases = damaged_envelopes<HtabFdExtension>();
  for (const auto& damaged : damaged_envelopes<HtabFdExtension>()) {
    cases.push_back({"close: " + damaged.what,
                     [damage = damaged.damage](FdCall& call) {
                       call.extension.call = SystemCall::kClose;
                       damage(call);
                     },
                     damaged.status});
  }
  cases.push_back({"unknown system call",
                   [](FdCall& call) { call.extension.call = kUnknown<SystemCall>; },
                   TLM_GENERIC_ERROR_RESPONSE});
  expect_all_refused<HtabFdExtension>(
      world, world.caller.htab_fd, [](HtabFdExtension&) {}, cases);
}

void expect_refused_transfers(SystemCall system_call, tlm::tlm_command right) {
  const auto wrong = right == TLM_READ_COMMAND ? TLM_WRITE_COMMAND : TLM_READ_COMMAND;
  const std::vector<Case<HtabFdExtension>> cases{
      {"no extension", [](FdCall& call) { call.drop_extension(); }, TLM_GENERIC_ERROR_RESPONSE},
      {"the other command", [wrong](FdCall& call) { call.payload.set_command(wrong); },
       TLM_COMMAND_ERROR_RESPONSE},
      {"no command", [](FdCall& call) { call.payload.set_command(TLM_IGNORE_COMMAND); },
       TLM_COMMAND_ERROR_RESPONSE},
      {"byte enables", [](FdCall& call) { call.enable_bytes(); }, TLM_BYTE_ENABLE_ERROR_RESPONSE},
      {"streaming", [](FdCall& call) { call.payload.set_streaming_width(8); },
       TLM_BURST_ERROR_RESPONSE},
      {"no data pointer", [](FdCall& call) { call.payload.set_data_ptr(nullptr); },
       TLM_GENERIC_ERROR_RESPONSE},
  };
  PayloadWorld world;
  world.run([&] {
    for (const auto& damaged : cases) {
      FdCall call(right, 0, 64);
      call.extension.call = system_call;
      damaged.damage(call);
      expect_refused(world, world.caller.htab_fd, call, damaged.status, damaged.what);
    }
    FdCall call(right, 0, 0);
    call.extension.call = system_call;
    call.payload.set_data_ptr(nullptr);
    EXPECT_EQ(call.send(world.caller.htab_fd), TLM_OK_RESPONSE) << "no bytes need no pointer";
    EXPECT_EQ(call.extension.result.error, HtabErrno::kBadFd) << "of the system call";
  });
}

TEST(HtabFdPayloadTest, ReadThatProtocolDoesNotAllowIsRefused) {
  expect_refused_transfers(SystemCall::kRead, TLM_READ_COMMAND);
}

TEST(HtabFdPayloadTest, WriteThatProtocolDoesNotAllowIsRefused) {
  expect_refused_transfers(SystemCall::kWrite, TLM_WRITE_COMMAND);
}

TEST(HtabFdPayloadTest, SecondCallIsRefusedWhileOneIsUnderWay) {
  PayloadWorld world;
  HtabFdExtension opened;
  const Thread first("first", [&] {
    FdCall call(TLM_IGNORE_COMMAND, 0, 0);
    EXPECT_EQ(call.send(world.caller.htab_fd), TLM_OK_RESPONSE);
    opened = call.extension;
  });
  world.run([&] {
    world.sim.clock.wait_until(Cycles(1));
    FdCall call(TLM_IGNORE_COMMAND, 0, 0);
    expect_refused(world, world.caller.htab_fd, call, TLM_GENERIC_ERROR_RESPONSE, "second");
  });
  EXPECT_EQ(opened.descriptor, 0);
  EXPECT_EQ(world.htab_fd.counters().opens, 1);
}

TEST(HtabFdPayloadTest, SecondCallIsRefusedWhileOneWaitsForItsBeginning) {
  PayloadWorld world;
  const Thread first("first", [&] {
    FdCall call(TLM_IGNORE_COMMAND, 0, 0);
    sc_core::sc_time ahead = world.sim.clock.duration(Cycles(20));
    world.caller.htab_fd->b_transport(call.payload, ahead);
    EXPECT_TRUE(call.payload.is_response_ok());
  });
  world.run([&] {
    world.sim.clock.wait_until(Cycles(10));
    FdCall call(TLM_IGNORE_COMMAND, 0, 0);
    expect_refused(world, world.caller.htab_fd, call, TLM_GENERIC_ERROR_RESPONSE, "second");
  });
  EXPECT_EQ(world.htab_fd.counters().opens, 1);
}

// SnoopTarget /////////////////////////////////////////////////////////////////////////////////////

TEST(SnoopPayloadTest, TransactionThatProtocolDoesNotAllowIsRefused) {
  PayloadWorld world;
  auto cases = damaged_envelopes<SnoopExtension>();
  cases.push_back({"unknown command",
                   [](RawCall<SnoopExtension>& call) {
                     call.extension.command = kUnknown<SnoopExtension::Command>;
                   },
                   TLM_GENERIC_ERROR_RESPONSE});
  expect_all_refused<SnoopExtension>(
      world, world.caller.snooper, [](SnoopExtension& extension) { extension.arrival = Cycles(9); },
      cases);
}

TEST(SnoopPayloadTest, InvalidationIsTakenWhileADrainIsUnderWay) {
  PayloadWorld world;
  bool drained = false;
  const Thread first("first", [&] {
    RawCall<SnoopExtension> call(TLM_IGNORE_COMMAND, 0, 0);
    call.extension.command = SnoopExtension::Command::kDrain;
    EXPECT_EQ(call.send(world.caller.snooper), TLM_OK_RESPONSE);
    drained = true;
  });
  world.run([&] {
    world.sim.clock.wait_until(Cycles(1));
    RawCall<SnoopExtension> call(TLM_IGNORE_COMMAND, 0, 0);
    EXPECT_EQ(call.send(world.caller.snooper), TLM_OK_RESPONSE);
    EXPECT_FALSE(drained);
    world.caller.drained.notify();
  });
  EXPECT_TRUE(drained);
  EXPECT_EQ(world.caller.snooped, 2);
}

// Debug and direct access /////////////////////////////////////////////////////////////////////////

TEST(DebugAccessTest, NoTargetButMemoryMovesAByte) {
  PayloadWorld world;
  world.run([&] {
    const std::string before = world.state();
    FdCall call(TLM_READ_COMMAND, 0, 64);
    EXPECT_EQ(world.caller.htab_fd->transport_dbg(call.payload), 0);
    EXPECT_EQ(world.caller.fabric->transport_dbg(call.payload), 0);
    EXPECT_EQ(world.caller.walks->transport_dbg(call.payload), 0);
    EXPECT_EQ(world.caller.hypervisor->transport_dbg(call.payload), 0);
    EXPECT_EQ(world.caller.snooper->transport_dbg(call.payload), 0);
    EXPECT_TRUE(call.buffer_is_untouched());
    EXPECT_EQ(world.state(), before);
  });
}

TEST(DirectMemoryTest, NoTargetGivesAPointer) {
  PayloadWorld world;
  world.run([&] {
    HptCall call(TLM_READ_COMMAND, kEntry, 8);
    const auto expect_no = [&call](auto& socket) {
      tlm::tlm_dmi dmi;
      EXPECT_FALSE(socket->get_direct_mem_ptr(call.payload, dmi)) << socket.name();
      EXPECT_EQ(dmi.get_dmi_ptr(), nullptr) << socket.name();
      EXPECT_FALSE(call.payload.is_dmi_allowed()) << socket.name();
    };
    expect_no(world.caller.memory);
    EXPECT_EQ(call.extension.direct, &world.memory);
    EXPECT_EQ(call.send(world.caller.memory), TLM_OK_RESPONSE);
    EXPECT_FALSE(call.payload.is_dmi_allowed());
    expect_no(world.caller.fabric);
    expect_no(world.caller.walks);
    expect_no(world.caller.hypervisor);
    expect_no(world.caller.htab_fd);
    expect_no(world.caller.snooper);
  });
}

// Call ////////////////////////////////////////////////////////////////////////////////////////////

TEST(CallTest, RefusalIsThrownWithSocketAndResponse) {
  PayloadWorld world;
  world.run([&] {
    const std::string before = world.state();
    std::array<unsigned char, 8> data{};
    Call<HptExtension> call(TLM_READ_COMMAND);
    call.set_data(data.data(), 8);
    call.set_address(kTableBytes);
    try {
      call.send(world.caller.memory, sc_core::SC_ZERO_TIME);
      FAIL() << "no refusal";
    } catch (const RefusedTransaction& refused) {
      EXPECT_STREQ(refused.what(), "caller.memory: TLM_ADDRESS_ERROR_RESPONSE");
    }
    EXPECT_EQ(world.state(), before);
    call.set_address(kTableBytes - 8);
    EXPECT_NO_THROW(call.send(world.caller.memory, sc_core::SC_ZERO_TIME)) << "sent again";
  });
}

}  // namespace
}  // namespace htabsim
