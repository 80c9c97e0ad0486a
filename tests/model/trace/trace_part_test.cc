// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_part.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <sstream>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "htabsim/model/trace/native_trace_reader.h"
#include "htabsim/model/trace/native_trace_writer.h"
#include "tests/model/trace/any_plain_access.h"
#include "tests/model/trace/memory_reader.h"
#include "tests/model/trace/skipped_parts.h"

namespace htabsim {
namespace {

using enum PlainAccessKind;

constexpr std::uint32_t kBlockAccesses = 4;

std::unique_ptr<TraceReader> in_memory(const std::vector<PlainAccess>& accesses) {
  return std::make_unique<MemoryReader>(accesses);
}

/// In blocks of a few accesses, so that whole ones are passed over.
std::unique_ptr<TraceReader> in_native_format(const std::vector<PlainAccess>& accesses) {
  std::ostringstream bytes;
  NativeTraceWriter writer(bytes, kBlockAccesses);
  for (const PlainAccess& access : accesses) writer.write(access);
  writer.finish();
  return std::make_unique<NativeTraceReader>(FileCursor{InputFile("trace", bytes.str())});
}

/// Accesses of two threads with the lines that the native format gives them.
std::vector<PlainAccess> any_accesses() {
  auto accesses = *rc::gen::container<std::vector<PlainAccess>>(any_plain_access());
  for (std::size_t i = 0; i < accesses.size(); ++i) {
    accesses[i].thread = *rc::gen::inRange<std::uint32_t>(1, 3);
    accesses[i].line = i + 1;
  }
  return accesses;
}

TracePartChoice any_range() {
  TracePartChoice choice;
  choice.skip = *rc::gen::inRange<std::uint64_t>(0, 20);
  if (*rc::gen::arbitrary<bool>()) choice.take = *rc::gen::inRange<std::uint64_t>(1, 20);
  return choice;
}

TracePartChoice any_choice() {
  TracePartChoice choice = any_range();
  if (*rc::gen::arbitrary<bool>()) choice.thread = 1;
  choice.period = *rc::gen::inRange<std::uint64_t>(1, 5);
  choice.of_period = *rc::gen::inRange<std::uint64_t>(1, choice.period + 1);
  return choice;
}

/// What is chosen: the thread's, without the first ones, of these so many, then the periods.
std::vector<PlainAccess> chosen(std::vector<PlainAccess> accesses, const TracePartChoice& choice) {
  if (choice.thread) {
    std::erase_if(accesses, [&](const PlainAccess& a) { return a.thread != *choice.thread; });
  }
  std::span<const PlainAccess> range = accesses;
  range = range.subspan(std::min<std::uint64_t>(choice.skip, range.size()));
  range = range.first(std::min<std::uint64_t>(choice.take, range.size()));
  std::vector<PlainAccess> part;
  for (std::size_t i = 0; i < range.size(); ++i) {
    if (i % choice.period < choice.of_period) part.push_back(range[i]);
  }
  return part;
}

std::vector<PlainAccess> read_all(TraceReader& reader) {
  std::vector<PlainAccess> accesses;
  for (PlainAccess access; reader.next(access);) accesses.push_back(access);
  return accesses;
}

RC_GTEST_PROP(TracePart, HasWhatIsChosen, ()) {
  const auto accesses = any_accesses();
  const TracePartChoice choice = any_choice();
  for (auto* const open : {in_memory, in_native_format}) {
    TracePart part(open(accesses), choice);
    RC_ASSERT(read_all(part) == chosen(accesses, choice));
    PlainAccess access;
    RC_ASSERT(!part.next(access));
  }
}

/// The touches before a range are told with its own, as the trace below tells each page once.
RC_GTEST_PROP(TracePart, OfARangeSkipsAsTheTraceBelow, ()) {
  const auto accesses = any_accesses();
  const TracePartChoice choice = any_range();
  const std::span<const PlainAccess> all = accesses;
  const auto before = choice.skip <= all.size() ? all.first(choice.skip) : all.first(0);
  const auto parts = *any_parts();
  TracePart of_memory(in_memory(accesses), choice);
  check_skipped_parts(of_memory, chosen(accesses, choice), parts, FirstAmong::skipped, before);
  TracePart of_native(in_native_format(accesses), choice);
  check_skipped_parts(of_native, chosen(accesses, choice), parts, FirstAmong::all, before);
}

RC_GTEST_PROP(TracePart, OfAThreadOrOfPeriodsTellsItsOwnTouchesAlone, ()) {
  const auto accesses = any_accesses();
  const TracePartChoice choice = any_choice();
  RC_PRE(choice.thread || choice.period != 1);
  const auto parts = *any_parts();
  for (auto* const open : {in_memory, in_native_format}) {
    TracePart part(open(accesses), choice);
    check_skipped_parts(part, chosen(accesses, choice), parts, FirstAmong::skipped);
  }
}

TEST(TracePart, OfANativeTraceDoesNotLookIntoBlocksBeforeIt) {
  std::vector<PlainAccess> accesses(3 * std::size_t{kBlockAccesses}, {.ea = Ea(0x1000)});
  accesses.back().ea = Ea(0x2000);
  std::ostringstream bytes;
  NativeTraceWriter writer(bytes, kBlockAccesses);
  for (const PlainAccess& access : accesses) writer.write(access);
  writer.finish();
  // The first block's payload ends where the second block begins.
  std::string damaged = bytes.str();
  const std::size_t second_block = damaged.find("HTBK", 16 + 4);
  ASSERT_NE(second_block, std::string::npos);
  damaged[second_block - 1] = static_cast<char>(damaged[second_block - 1] ^ 1);
  const auto open = [&] {
    return std::make_unique<NativeTraceReader>(FileCursor{InputFile("trace", damaged)});
  };
  TracePart behind(open(), {.thread = {}, .skip = kBlockAccesses});
  EXPECT_EQ(read_all(behind).size(), 2u * kBlockAccesses);
  TracePart from_it(open(), {.thread = {}, .skip = kBlockAccesses - 1});
  PlainAccess access;
  EXPECT_THROW(from_it.next(access), InputError);
}

}  // namespace
}  // namespace htabsim
