// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_summary.h"

#include <variant>

#include <boost/unordered/unordered_flat_set.hpp>

#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/model/trace/guest_event_reader.h"
#include "htabsim/model/trace/lackey_reader.h"

namespace htabsim {

namespace {

/// Gathers the distinct pages of one size.
class PageCounter {
 public:
  explicit PageCounter(PageSize size) : shift_(shift(size)) {}

  /// No access is larger than the smallest page, so it touches one page or two.
  void add(Ea ea, std::uint32_t bytes) {
    const std::uint64_t first = ea.value() >> shift_;
    const std::uint64_t last = (ea + (bytes - 1)).value() >> shift_;
    pages_.insert(first);
    if (last == first) return;
    pages_.insert(last);
    ++crossings_;
  }

  [[nodiscard]] PageUse use() const { return {pages_.size(), crossings_}; }

 private:
  unsigned shift_;
  boost::unordered_flat_set<std::uint64_t> pages_;
  std::uint64_t crossings_ = 0;
};

class Counter {
 public:
  void operator()(const MemoryAccess& access) {
    constexpr TraceEventKind kKinds[] = {TraceEventKind::kLoad, TraceEventKind::kStore,
                                         TraceEventKind::kModify, TraceEventKind::kDcbz,
                                         TraceEventKind::kFetch};
    count_access(kKinds[static_cast<unsigned>(access.kind)], access.mode, access.ea, access.size);
  }
  void operator()(const PlainAccess& access) {
    constexpr TraceEventKind kKinds[] = {TraceEventKind::kFetch, TraceEventKind::kLoad,
                                         TraceEventKind::kStore, TraceEventKind::kModify};
    count_access(kKinds[static_cast<unsigned>(access.kind)], GuestMode::kUser, access.ea,
                 access.size);
  }
  void operator()(const HcallIssue& hcall) {
    count(TraceEventKind::kHcall);
    ++summary_.hcalls[hcall.opcode];
  }
  void operator()(const HcallReturn&) { count(TraceEventKind::kHcallResult); }
  void operator()(const SlbWrite&) { count(TraceEventKind::kSlbWrite); }
  void operator()(const SlbInvalidate&) { count(TraceEventKind::kSlbInvalidate); }
  void operator()(const SlbInvalidateAll&) { count(TraceEventKind::kSlbInvalidateAll); }
  void operator()(const SprWrite&) { count(TraceEventKind::kSprWrite); }
  void operator()(const InterruptTaken& taken) {
    count(TraceEventKind::kInterrupt);
    ++summary_.interrupts[taken.vector];
  }

  /// What comes next is this processor's.
  void of_vcpu(std::uint32_t vcpu) {
    vcpu_ = vcpu;
    if (summary_.vcpus.size() <= vcpu) summary_.vcpus.resize(vcpu + std::size_t{1});
  }
  void set_messages(std::uint64_t messages) { summary_.valgrind_messages = messages; }
  void set_turns(std::uint64_t turns) { summary_.turns = turns; }

  [[nodiscard]] TraceSummary result(TraceFormat format) const {
    TraceSummary summary = summary_;
    summary.format = format;
    summary.pages_4k = pages_4k_.use();
    summary.pages_64k = pages_64k_.use();
    return summary;
  }

 private:
  void count(TraceEventKind kind) {
    ++summary_.events;
    ++summary_.vcpus[vcpu_].events;
    ++summary_.by_kind[static_cast<unsigned>(kind)];
  }
  void count_access(TraceEventKind kind, GuestMode mode, Ea ea, std::uint32_t bytes) {
    count(kind);
    ++summary_.vcpus[vcpu_].accesses;
    ++summary_.by_mode[static_cast<unsigned>(mode)];
    if (mode == GuestMode::kKernelReal) return;
    pages_4k_.add(ea, bytes);
    pages_64k_.add(ea, bytes);
  }

  TraceSummary summary_;
  std::uint32_t vcpu_ = 0;
  PageCounter pages_4k_{PageSize::page_4k};
  PageCounter pages_64k_{PageSize::page_64k};
};

void count_events(GuestEventReader reader, Counter& counter) {
  for (GuestEvent event; reader.next(event);) {
    counter.of_vcpu(reader.vcpu());
    std::visit(counter, event);
  }
  counter.set_turns(reader.turns());
}

void count_accesses(LineReader lines, Counter& counter) {
  LackeyReader reader(std::move(lines));
  for (PlainAccess access; reader.next(access);) counter(access);
  counter.set_messages(reader.messages());
}

}  // namespace

std::string_view name(TraceEventKind kind) {
  constexpr std::string_view kNames[] = {"load",  "store", "modify", "dcbz",
                                         "fetch", "hcall", "result", "slbmte",
                                         "slbie", "slbia", "mtspr",  "interrupt"};
  return kNames[static_cast<unsigned>(kind)];
}

TraceSummary summarise_trace(const std::filesystem::path& path) {
  Counter counter;
  if (is_captured_guest(path)) {
    const CapturedGuest guest = open_captured_guest(path);
    count_events(GuestEventReader(LineReader(InputFile(guest.events)), guest.vcpus.size()),
                 counter);
    return counter.result(TraceFormat::kCapturedGuest);
  }
  LineReader lines{InputFile(path)};
  const TraceFormat format = recognise_trace(lines);
  if (format == TraceFormat::kLackey) {
    count_accesses(std::move(lines), counter);
  } else {
    count_events(GuestEventReader(std::move(lines)), counter);
  }
  return counter.result(format);
}

}  // namespace htabsim
