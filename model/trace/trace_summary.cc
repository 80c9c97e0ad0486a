// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_summary.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "htabsim/model/base/read_share.h"
#include "htabsim/model/isa/page_size.h"
#include "htabsim/model/trace/between_accesses.h"
#include "htabsim/model/trace/captured_guest.h"
#include "htabsim/model/trace/drmemtrace_recording.h"
#include "htabsim/model/trace/guest_event_reader.h"
#include "htabsim/model/trace/page_numbers.h"

namespace htabsim {

namespace {

/// What the translated accesses do with pages.
class PageCounter {
 public:
  void add(const TracedAccess& access) {
    Side& side = access.kind == TraceEventKind::kFetch ? fetches_ : data_;
    const Page first = page_of(access.ea, side);
    const Page last = page_of(access.last(), side);
    density_.add(access, first.number, last.number);
    working_set_.begin_access();
    if (access.has_thread()) threads_.begin_access(access.thread);
    if (access.has_processor()) processors_.begin_access(access.processor);
    use(first.number, access, side);
    if (last.number != first.number) use(last.number, access, side);
    side.recent = last;
  }

  void put_into(TraceSummary& summary) const {
    summary.pages_4k = density_.use(PageSize::page_4k, numbers_);
    summary.pages_64k = density_.use(PageSize::page_64k, numbers_);
    summary.pages_16m = density_.use(PageSize::page_16m, numbers_);
    summary.dense_64k = density_.dense(PageSize::page_64k, numbers_);
    summary.dense_16m = density_.dense(PageSize::page_16m, numbers_);
    summary.reuse = {fetches_.reuse.profile(), data_.reuse.profile(), reuse_.profile()};
    summary.working_set = working_set_.parts();
    summary.threads = {threads_.sharers(), threads_.shared_pages()};
    summary.processors = {processors_.sharers(), processors_.shared_pages()};
  }

 private:
  struct Page {
    std::uint64_t page = ~std::uint64_t{0};
    std::uint32_t number = 0;
  };
  struct Side {
    Page recent;  // the next access is mostly to the same
    ReuseDistance reuse;
  };

  Page page_of(Ea ea, const Side& side) {
    const std::uint64_t page = ea.value() >> shift(PageSize::page_4k);
    return page == side.recent.page ? side.recent : Page{page, numbers_.number(ea)};
  }
  void use(std::uint32_t page, const TracedAccess& access, Side& side) {
    side.reuse.use(page);
    reuse_.use(page);
    working_set_.touch(page);
    if (access.has_thread()) threads_.touch(page);
    if (access.has_processor()) processors_.touch(page);
  }

  PageNumbers numbers_;
  PageDensity density_;
  Side fetches_;
  Side data_;
  ReuseDistance reuse_;
  WorkingSet working_set_;
  PageSharing threads_;
  PageSharing processors_;
};

class Counter {
 public:
  void operator()(const MemoryAccess& access) { count_access(traced(access, vcpu_)); }
  void operator()(const PlainAccess& access) { count_access(traced(access)); }
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
  void set_remarks(std::vector<TraceRemark> remarks) { summary_.remarks = std::move(remarks); }
  void set_turns(std::uint64_t turns) { summary_.turns = turns; }

  [[nodiscard]] TraceSummary result(std::string format) const {
    TraceSummary summary = summary_;
    summary.format = std::move(format);
    for (unsigned shift = 1; shift < page_shifts_.size(); ++shift) {
      if (page_shifts_[shift] != 0) summary.page_shifts[shift] = page_shifts_[shift];
    }
    summary.odd = oddities_.findings();
    pages_.put_into(summary);
    return summary;
  }

 private:
  void count(TraceEventKind kind) {
    ++summary_.events;
    ++summary_.vcpus[vcpu_].events;
    ++summary_.by_kind[static_cast<unsigned>(kind)];
  }
  void count_access(const TracedAccess& access) {
    count(access.kind);
    ++summary_.vcpus[vcpu_].accesses;
    ++summary_.by_mode[static_cast<unsigned>(access.mode)];
    summary_.real_known += access.real != PlainAccess::kNoReal;
    ++page_shifts_[access.page_shift];
    oddities_.add(access);
    if (access.is_translated()) pages_.add(access);
  }

  TraceSummary summary_;
  std::uint32_t vcpu_ = 0;
  std::array<std::uint64_t, 256> page_shifts_{};  // accesses, by log2 of the size
  TraceOddities oddities_;
  PageCounter pages_;
};

/// Tells how far a file has been read.
class Teller {
 public:
  Teller(const OnEventsRead& on_read, std::shared_ptr<const ReadShare> share)
      : on_read_(on_read), share_(std::move(share)) {}

  /// Once for each event.
  void count_one() {
    if (++events_ % kEventsBetween != 0 || !on_read_) return;
    on_read_(events_, share_ ? share_->value() : std::nullopt);
  }

 private:
  static constexpr std::uint64_t kEventsBetween = 16'384;

  const OnEventsRead& on_read_;
  std::shared_ptr<const ReadShare> share_;
  std::uint64_t events_ = 0;
};

void count_events(InputFile file, std::optional<std::size_t> vcpus, Counter& counter,
                  const OnEventsRead& on_read) {
  Teller teller(on_read, file.share());
  GuestEventReader reader(LineReader(std::move(file)), vcpus);
  for (GuestEvent event; reader.next(event); teller.count_one()) {
    counter.of_vcpu(reader.vcpu());
    std::visit(counter, event);
  }
  counter.set_turns(reader.turns());
}

void count_accesses(TraceReader& reader, Counter& counter, Teller teller) {
  bool is_empty = true;
  BetweenAccesses between;
  for (PlainAccess access; reader.next(access);) {
    if (!is_access(access.kind)) {
      between.count(access);
      continue;
    }
    counter(access);
    teller.count_one();
    is_empty = false;
  }
  if (is_empty) refuse_empty(reader);
  std::vector<TraceRemark> remarks = reader.remarks();
  std::ranges::copy(between.remarks(), std::back_inserter(remarks));
  counter.set_remarks(std::move(remarks));
}

}  // namespace

TraceSummary summarise_trace(const std::filesystem::path& path, const TraceReading& reading,
                             const OnEventsRead& on_read) {
  Counter counter;
  if (is_drmemtrace_recording(path)) refuse_drmemtrace_recording(path);
  if (is_captured_guest(path)) {
    const CapturedGuest guest = open_captured_guest(path);
    count_events(InputFile(guest.events), guest.vcpus.size(), counter, on_read);
    return counter.result("captured guest");
  }
  InputFile file(path);
  if (reading.format.empty() && is_guest_events(file.peek(kTraceStartBytes))) {
    count_events(std::move(file), std::nullopt, counter, on_read);
    return counter.result("events of a captured guest");
  }
  const OpenTrace trace = open_trace(std::move(file), reading);
  count_accesses(*trace.reader, counter, Teller(on_read, trace.share));
  return counter.result(trace.format);
}

}  // namespace htabsim
