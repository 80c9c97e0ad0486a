// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/htab/htab_reader.h"
#include "htabsim/model/htab/htab_writer.h"
#include "htabsim/model/htab/stream_reader.h"
#include "htabsim/model/papr/h_clear_rc.h"
#include "htabsim/model/papr/h_enter.h"
#include "htabsim/model/papr/h_protect.h"
#include "htabsim/model/papr/h_remove.h"
#include "htabsim/model/papr/host_page.h"
#include "tests/model/base/temporary_folder.h"
#include "tests/model/hpt/hpte_bits.h"
#include "tests/model/htab/hooked_port.h"
#include "tests/model/htab/stream_bytes.h"

namespace htabsim {
namespace {

using namespace hpte_bits;
using Table = std::map<HpteIndex, Hpte>;

/// Entries side by side, apart, and at both ends of an order 18 table.
rc::Gen<HpteIndex> any_index() {
  return rc::gen::map(rc::gen::oneOf(rc::gen::inRange<std::uint64_t>(0, 8),
                                     rc::gen::inRange<std::uint64_t>(100, 104),
                                     rc::gen::inRange<std::uint64_t>(16380, 16384)),
                      [](std::uint64_t index) { return HpteIndex(index); });
}

/// Any 4 KB entry; in V bits 52 to 61 are clear, so that ISA 3.0 keeps it whole (R62).
rc::Gen<Hpte> any_entry() {
  return rc::gen::map(rc::gen::arbitrary<std::pair<std::uint64_t, std::uint64_t>>(), [](const auto&
                                                                                            bits) {
    return Hpte{(bits.first & 0x400f'ffff'ffff'ff9a) | kValid, bits.second & 0xb000'00ff'ffff'ffff};
  });
}

enum class Action { kEnter, kRemove, kTouch, kProtect, kClearReference, kClearChange, kWithdraw };

struct Step {
  Action action = Action::kEnter;
  HpteIndex index;
  Hpte entry;
  std::uint64_t bits = 0;
};

rc::Gen<Step> any_step() {
  return rc::gen::build<Step>(
      rc::gen::set(&Step::action, rc::gen::weightedElement<Action>({{6, Action::kEnter},
                                                                    {3, Action::kRemove},
                                                                    {4, Action::kTouch},
                                                                    {2, Action::kProtect},
                                                                    {1, Action::kClearReference},
                                                                    {1, Action::kClearChange},
                                                                    {1, Action::kWithdraw}})),
      rc::gen::set(&Step::index, any_index()), rc::gen::set(&Step::entry, any_entry()),
      rc::gen::set(&Step::bits, rc::gen::inRange<std::uint64_t>(0, 4)));
}

class Guest {
 public:
  explicit Guest(HpteFormat format) : image(HptGeometry(18, format)) {
    partition.slots.add({.base = GuestReal(0),
                         .bytes = std::uint64_t{1} << 39,
                         .host_base = HostReal(std::uint64_t{1} << 46)});
    partition.hpte_mod_interest = 1;
  }

  void perform(const Step& step) {
    switch (step.action) {
      case Action::kEnter:
        h_remove(port, partition, 0, step.index, 0);
        h_enter(port, partition, hcall_flag::kExact, step.index, step.entry);
        return;
      case Action::kRemove:
        h_remove(port, partition, 0, step.index, 0);
        return;
      case Action::kTouch:
        touch(step.index, step.bits << 7);
        return;
      case Action::kProtect:
        h_protect(port, partition, step.bits, step.index, 0);
        return;
      case Action::kClearReference:
        h_clear_ref(port, partition, step.index);
        return;
      case Action::kClearChange:
        h_clear_mod(port, partition, step.index);
        return;
      case Action::kWithdraw:
        withdraw_host_page(port, partition, step.index);
        return;
    }
  }
  void perform(const std::vector<Step>& steps) {
    for (const Step& step : steps) perform(step);
  }
  [[nodiscard]] Table table(EntryFilter filter = EntryFilter::all) const {
    Table table;
    for (HpteIndex at; image.geometry().contains(at); ++at) {
      const Hpte view = guest_view(image, at);
      const bool selected = filter == EntryFilter::all || any(view.v, kBolted);
      if (any(view.v, kValid) && selected) table[at] = view;
    }
    return table;
  }

  HptImage image;
  FunctionalHptPort port{image};
  Partition partition;

 private:
  void touch(HpteIndex index, std::uint64_t rc) {
    const Hpte memory = image.read(index);
    if (any(memory.v, kValid)) image.store(index, HpteDword::k1, memory.r | rc);
  }
};

/// One read whose bytes are checked against the rules of framing (R13, R14, R17, R18).
std::vector<std::byte> framed_read(Guest& guest, HtabReader& reader, std::size_t count,
                                   HeaderOrder order) {
  std::vector<std::byte> buffer(count);
  const IoResult result = reader.read(guest.port, buffer);
  RC_ASSERT(!result.error);
  RC_ASSERT(result.bytes == 0 || result.bytes < count);
  buffer.resize(result.bytes);

  std::span<const std::byte> rest = buffer;
  HpteIndex end;
  while (!rest.empty()) {
    RC_ASSERT(rest.size() >= kGroupHeaderBytes);
    const auto header = decode_header(rest.first<kGroupHeaderBytes>(), order);
    RC_ASSERT(!header.empty());
    RC_ASSERT(header.first() >= end);
    end = header.end();
    RC_ASSERT(end.value() <= guest.image.geometry().hptes());
    RC_ASSERT(kGroupHeaderBytes + header.body_bytes() <= rest.size());
    rest = rest.subspan(kGroupHeaderBytes + header.body_bytes());
  }
  return buffer;
}

void receive(Table& table, std::span<const std::byte> data, HeaderOrder order) {
  while (!data.empty()) {
    const auto header = decode_header(data.first<kGroupHeaderBytes>(), order);
    data = data.subspan(kGroupHeaderBytes);
    HpteIndex at = header.first();
    for (; at < header.first() + header.n_valid; ++at) {
      table[at] = decode_entry(data.first<sizeof(RawHpte)>());
      table[at].v &= ~kLock;
      data = data.subspan(sizeof(RawHpte));
    }
    table.erase(table.lower_bound(at), table.lower_bound(header.end()));
  }
}

rc::Gen<std::size_t> any_count() { return rc::gen::inRange<std::size_t>(0, 300); }
rc::Gen<HpteFormat> any_format() {
  return rc::gen::element(HpteFormat::isa207, HpteFormat::isa300);
}

/// Reads until a scan from the table's start to its end has found nothing (R34).
template <class Sink>
void read_until_clean(Guest& guest, HtabReader& reader, std::size_t count, HeaderOrder order,
                      Sink sink) {
  // There are twenty indexes: a few passes, entry by entry.
  constexpr unsigned kMostReads = 200;
  bool clean = false;
  for (unsigned reads = 0; !clean; ++reads) {
    RC_ASSERT(reads < kMostReads);
    const bool whole_scan = reader.pass() == ScanPass::kLater && reader.cursor() == HpteIndex(0);
    const auto data = framed_read(guest, reader, count, order);
    clean = whole_scan && data.empty();
    sink(data);
  }
}

RC_GTEST_PROP(HtabProperty, R59TheReceiverHasTheGuestsTableAfterAQuietPass,
              (const std::vector<bool>& reopen)) {
  const HpteFormat format = *any_format();
  const auto filter = *rc::gen::element(EntryFilter::all, EntryFilter::bolted_only);
  const auto order = *rc::gen::element(HeaderOrder::kBig, HeaderOrder::kLittle);
  const HtabReadOptions options{.filter = filter, .header_order = order};
  Guest guest(format);
  guest.perform(*rc::gen::container<std::vector<Step>>(any_step()));

  Table received;
  std::optional<HtabReader> reader(options);
  for (const bool reopened : reopen) {
    if (reopened) reader.emplace(options);
    receive(received, framed_read(guest, *reader, *any_count(), order), order);
    guest.perform(*rc::gen::container<std::vector<Step>>(any_step()));
  }
  const std::size_t count = *rc::gen::inRange<std::size_t>(25, 300);
  read_until_clean(guest, *reader, count, order,
                   [&](const auto& data) { receive(received, data, order); });
  RC_ASSERT(received == guest.table(filter));
}

RC_GTEST_PROP(HtabProperty, R24ALaterPassReportsOnlyWhatChanged, ()) {
  Guest guest(*any_format());
  guest.perform(*rc::gen::container<std::vector<Step>>(any_step()));
  HtabReader reader({});
  read_until_clean(guest, reader, 4096, HeaderOrder::kBig, [](const auto&) {});

  const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
  guest.perform(steps);
  Table reported;
  receive(reported, framed_read(guest, reader, 4096, HeaderOrder::kBig), HeaderOrder::kBig);
  for (const auto& [index, entry] : reported) {
    RC_ASSERT(std::ranges::find(steps, index, &Step::index) != steps.end());
  }
  RC_ASSERT(framed_read(guest, reader, 4096, HeaderOrder::kBig).empty());
}

RC_GTEST_PROP(HtabProperty, R43R48GroupsWrittenOneByOneMakeTheSameTable, ()) {
  Guest source(*any_format());
  Guest destination(*any_format());
  source.perform(*rc::gen::container<std::vector<Step>>(any_step()));
  destination.perform(*rc::gen::container<std::vector<Step>>(any_step()));

  HtabReader reader({});
  const HtabWriter writer(
      {.parsing = *rc::gen::element(HtabWriteParsing::safe, HtabWriteParsing::reference)});
  const std::size_t count = *rc::gen::inRange<std::size_t>(25, 300);
  read_until_clean(source, reader, count, HeaderOrder::kBig, [&](std::span<const std::byte> data) {
    while (!data.empty()) {
      const auto header = decode_header(data.first<kGroupHeaderBytes>(), HeaderOrder::kBig);
      const auto group = data.first(kGroupHeaderBytes + header.body_bytes());
      const IoResult result = writer.write(destination.port, destination.partition, group);
      RC_ASSERT(result == (IoResult{group.size(), {}}));
      data = data.subspan(group.size());
    }
  });
  RC_ASSERT(destination.table() == source.table());
}

/// The groups of a stream, written again with headers of another order.
std::string reencoded(const std::string& stream, HeaderOrder from, HeaderOrder to) {
  const TemporaryFolder folder;
  HtabStreamReader reader(InputFile(folder.file("a.stream", stream)), {}, from);
  std::string copy;
  for (HtabGroup group; reader.next(group);) {
    copy += group_bytes(to, group.header.index, group.entries, group.header.n_invalid);
  }
  return copy;
}

RC_GTEST_PROP(HtabProperty, R8R9AStreamReencodedInEitherHeaderOrderIsItself, ()) {
  const auto order = *rc::gen::element(HeaderOrder::kBig, HeaderOrder::kLittle);
  const auto other = order == HeaderOrder::kBig ? HeaderOrder::kLittle : HeaderOrder::kBig;
  Guest guest(*any_format());
  HtabReader reader({.header_order = order});
  const std::size_t count = *rc::gen::inRange<std::size_t>(25, 300);
  std::string stream;
  for (int passes = 0; passes < 3; ++passes) {
    guest.perform(*rc::gen::container<std::vector<Step>>(any_step()));
    read_until_clean(guest, reader, count, order, [&](const auto& data) {
      stream.append(reinterpret_cast<const char*>(data.data()), data.size());
    });
  }
  RC_ASSERT(reencoded(stream, order, order) == stream);
  const std::string turned = reencoded(stream, order, other);
  RC_ASSERT(turned.size() == stream.size());
  RC_ASSERT(reencoded(turned, other, order) == stream);
}

RC_GTEST_PROP(HtabProperty, R38R40NoBytesMakeAWriteReadPastItsBuffer,
              (const std::vector<std::uint8_t>& noise)) {
  Guest guest(HpteFormat::isa207);
  // An allocation of its own, so that the address sanitizer sees a read past it.
  const std::vector<std::byte> bytes(
      reinterpret_cast<const std::byte*>(noise.data()),
      reinterpret_cast<const std::byte*>(noise.data()) + noise.size());
  for (const auto parsing : {HtabWriteParsing::safe, HtabWriteParsing::reference}) {
    const HtabWriter writer({.parsing = parsing});
    const IoResult result = writer.write(guest.port, guest.partition, bytes);
    RC_ASSERT(result.bytes <= bytes.size());
    RC_ASSERT(!result.error || result.bytes == 0);
    RC_ASSERT(guest.partition.mmu_ready && !guest.partition.mmu_setup_locked);
  }
}

// Of the table only both ends are ever written.
RC_GTEST_PROP(HtabProperty, ScanThatPassesOverZeroEntriesReadsWhatOneThatLooksAtEachDoes, ()) {
  const HpteFormat format = *any_format();
  Guest passed_over(format);
  Guest looked_at(format);
  htab_test::HookedPort each(looked_at.port);
  const HtabReadOptions options{
      .filter = *rc::gen::element(EntryFilter::all, EntryFilter::bolted_only),
      .start = HpteIndex(*rc::gen::element<std::uint64_t>(0, 3, 5000, 16383, 16384))};
  HtabReader one(options);
  HtabReader other(options);
  for (int reads = 0; reads < 8; ++reads) {
    const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
    passed_over.perform(steps);
    looked_at.perform(steps);
    const std::size_t count = *any_count();
    std::vector<std::byte> buffer(count);
    const IoResult result = other.read(each, buffer);
    buffer.resize(result.bytes);
    RC_ASSERT(framed_read(passed_over, one, count, HeaderOrder::kBig) == buffer);
    RC_ASSERT(one.cursor() == other.cursor());
    RC_ASSERT(one.pass() == other.pass());
    each.forget();
  }
  for (HpteIndex at; looked_at.image.geometry().contains(at); ++at) {
    RC_ASSERT(passed_over.image.guest_r(at) == looked_at.image.guest_r(at));
  }
}

RC_GTEST_PROP(HtabProperty, WriteThatPassesOverZeroEntriesMakesTheTableOfOneThatLooksAtEach, ()) {
  Guest passed_over(HpteFormat::isa207);
  Guest looked_at(HpteFormat::isa207);
  htab_test::HookedPort each(looked_at.port);
  const HtabWriter writer({.header_order = HeaderOrder::kBig});
  for (int writes = 0; writes < 8; ++writes) {
    const auto steps = *rc::gen::container<std::vector<Step>>(any_step());
    passed_over.perform(steps);
    looked_at.perform(steps);
    const auto first = static_cast<std::uint32_t>((*any_index()).value());
    const auto valid = *rc::gen::inRange<std::size_t>(0, 3);
    const auto invalid = *rc::gen::element<std::uint16_t>(0, 1, 4, 5000, 16300, 16384);
    const std::string group = group_bytes(HeaderOrder::kBig, first, valid_entries(valid), invalid);
    const auto bytes = std::as_bytes(std::span(group));
    RC_ASSERT(writer.write(passed_over.port, passed_over.partition, bytes) ==
              writer.write(each, looked_at.partition, bytes));
    RC_ASSERT(passed_over.table() == looked_at.table());
  }
}

}  // namespace
}  // namespace htabsim
