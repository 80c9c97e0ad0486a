// SPDX-License-Identifier: Apache-2.0
#include "sc_main/hostdata/htab_trace.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "htabsim/model/base/field_scanner.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/number_text.h"
#include "sc_main/hostdata/strace_calls.h"

namespace htabsim {

namespace {

/// Reads are kept. A table of 2^30 bytes takes an eighth of these, by 2 KB each.
constexpr std::size_t kMostReads = std::size_t{4} << 20;

constexpr std::array kOrders = {HeaderOrder::kLittle, HeaderOrder::kBig};

/// A read with its groups in either byte order, until all reads have told which one it is.
struct RawRead {
  HtabRead read;
  std::array<ShownGroups, kOrders.size()> by_order;
};

struct Descriptor {
  int number = -1;
  std::vector<RawRead> reads;
  std::size_t failed_reads = 0;
  std::optional<std::int64_t> guest_left_ns;  ///< the last return from KVM_RUN before the last read
  bool guest_ran_on = false;                  ///< a KVM_RUN from before the last read came after it
};

// The names that strace has for an ioctl: its symbol, that taken apart, and the number, of which
// POWER and the other architectures have different ones. Options of strace give two at once.
constexpr std::array<std::string_view, 4> kGetHtabFd = {
    "KVM_PPC_GET_HTAB_FD", "_IOC(_IOC_WRITE, 0xae, 0xaa, 0x20)", "0x8020aeaa", "0x4020aeaa"};
constexpr std::array<std::string_view, 4> kKvmRun = {"KVM_RUN", "_IOC(_IOC_NONE, 0xae, 0x80, 0)",
                                                     "0x2000ae80", "0xae80"};

template <class Names>
bool has_any(std::string_view text, const Names& names) {
  return std::ranges::any_of(names,
                             [&](std::string_view each) { return text.find(each) != text.npos; });
}

/// Follows the descriptors through the trace.
class DescriptorTracker {
 public:
  void take(const TimedCall& timed) {
    const StraceCall& call = timed.call;
    if (call.name == "ioctl" && call.arguments.size() >= 2) take_ioctl(timed);
    if (call.name == "read") take_read(timed);
    if (call.name == "close" && call.result == 0) open_.erase(call.descriptor());
  }

  /// A KVM_RUN that never returned, if `begun` is one.
  void take_unfinished(const StraceCalls::Begun& begun) {
    if (begun.name != "ioctl" || !has_any(begun.text, kKvmRun)) return;
    for (Descriptor& descriptor : all_) leave_running(descriptor, begun.time_ns);
  }

  std::vector<Descriptor>& all() { return all_; }

 private:
  void take_ioctl(const TimedCall& timed) {
    const StraceCall& call = timed.call;
    if (has_any(call.arguments[1], kKvmRun)) {
      for (Descriptor& descriptor : all_) leave_running(descriptor, timed.begin_ns);
      guest_left_ns_ = std::max(guest_left_ns_.value_or(timed.end_ns), timed.end_ns);
    } else if (has_any(call.arguments[1], kGetHtabFd) && call.result && *call.result >= 0) {
      open_[static_cast<int>(*call.result)] = all_.size();
      all_.push_back({static_cast<int>(*call.result), {}, 0, std::nullopt, false});
    }
  }

  static void leave_running(Descriptor& descriptor, std::int64_t run_begin_ns) {
    if (descriptor.reads.empty()) return;
    if (run_begin_ns < descriptor.reads.back().read.end_ns) descriptor.guest_ran_on = true;
  }

  void take_read(const TimedCall& timed) {
    const auto found = open_.find(timed.call.descriptor());
    if (found == open_.end()) return;
    Descriptor& descriptor = all_[found->second];
    if (!timed.call.result || *timed.call.result < 0) {
      ++descriptor.failed_reads;
      return;
    }
    if (++reads_ > kMostReads) {
      throw FieldError(fmt::format("this is one read more than {}", kMostReads));
    }
    descriptor.reads.push_back(raw_read(timed));
    descriptor.guest_left_ns = guest_left_ns_;
    descriptor.guest_ran_on = false;
  }

  static RawRead raw_read(const TimedCall& timed) {
    const StraceCall& call = timed.call;
    if (call.arguments.size() != 3) {
      throw FieldError(fmt::format("read has {} arguments, not 3", call.arguments.size()));
    }
    const auto requested = whole_number<std::uint64_t>(call.arguments[2]);
    const auto returned = static_cast<std::uint64_t>(*call.result);
    if (!requested || returned > *requested) {
      throw FieldError(fmt::format("read of '{}' bytes returned {}", call.arguments[2], returned));
    }
    RawRead raw;
    raw.read = {timed.line, timed.begin_ns, timed.end_ns, *requested, returned, {}};
    if (returned == 0) return raw;
    const ShownBytes shown = parse_strace_string(call.arguments[1]);
    check_shown(shown, returned);
    for (std::size_t i = 0; i < kOrders.size(); ++i) {
      raw.by_order[i] = shown_groups(shown.bytes, returned, kOrders[i]);
    }
    return raw;
  }

  static void check_shown(const ShownBytes& shown, std::uint64_t returned) {
    if (shown.whole ? shown.bytes.size() != returned : shown.bytes.size() >= returned) {
      throw FieldError(fmt::format("{} bytes are shown of {} read", shown.bytes.size(), returned));
    }
    if (shown.bytes.size() < kGroupHeaderBytes) {
      throw FieldError(
          fmt::format("only {} bytes of what was read are shown; `strace -s 2048` "
                      "shows all that QEMU reads at a time",
                      shown.bytes.size()));
    }
  }

  std::vector<Descriptor> all_;
  std::size_t reads_ = 0;
  std::map<int, std::size_t> open_;  ///< number to place in all_
  std::optional<std::int64_t> guest_left_ns_;
};

/// How badly a byte order explains the reads: those it cannot explain, then how often the index
/// falls back, where a pass begins or by mistake.
std::pair<std::size_t, std::size_t> misfit(const std::vector<RawRead>& reads, std::size_t order) {
  std::size_t contradicted = 0;
  std::size_t restarts = 0;
  std::uint64_t end = 0;
  for (const RawRead& raw : reads) {
    const ShownGroups& groups = raw.by_order[order];
    if (groups.contradicted) ++contradicted;
    if (raw.read.returned != 0 && groups.first < end) ++restarts;
    end = groups.end;
  }
  return {contradicted, restarts};
}

/// Little-endian hosts are the usual ones, so that order is taken if both explain as much.
std::size_t best_order(const std::vector<RawRead>& reads) {
  static_assert(kOrders.front() == HeaderOrder::kLittle);
  return misfit(reads, 1) < misfit(reads, 0) ? 1 : 0;
}

std::vector<HtabRead> in_order(std::vector<RawRead>& reads, std::size_t order,
                               const std::string& file) {
  std::vector<HtabRead> result;
  for (RawRead& raw : reads) {
    raw.read.groups = raw.by_order[order];
    if (raw.read.groups.contradicted) {
      throw InputError(file, raw.read.line,
                       fmt::format("what was read is no HTAB stream: its groups do not fill the "
                                   "{} bytes, with {} headers",
                                   raw.read.returned, name(kOrders[order])));
    }
    result.push_back(raw.read);
  }
  return result;
}

Descriptor& most_read(std::vector<Descriptor>& all, const std::string& file) {
  if (all.empty()) {
    throw InputError(file, InputError::kNoLine,
                     "no ioctl KVM_PPC_GET_HTAB_FD returned a descriptor: the trace must begin "
                     "before the migration and have ioctl in it");
  }
  Descriptor& most = *std::ranges::max_element(
      all, {}, [](const Descriptor& descriptor) { return descriptor.reads.size(); });
  if (most.reads.empty()) {
    throw InputError(file, InputError::kNoLine,
                     fmt::format("the HTAB descriptor {} was never read", most.number));
  }
  return most;
}

}  // namespace

HtabTrace read_htab_trace(const std::filesystem::path& file) {
  StraceCalls calls(file);
  DescriptorTracker tracker;
  for (TimedCall call; calls.next(call);) {
    try {
      tracker.take(call);
    } catch (const FieldError& error) {
      calls.fail(error.what());
    }
  }
  for (const StraceCalls::Begun& begun : calls.unfinished()) tracker.take_unfinished(begun);
  Descriptor& descriptor = most_read(tracker.all(), calls.file_name());
  const std::size_t order = best_order(descriptor.reads);
  HtabTrace trace;
  trace.file = calls.file_name();
  trace.descriptor = descriptor.number;
  trace.descriptors = tracker.all().size();
  trace.order = kOrders[order];
  trace.reads = in_order(descriptor.reads, order, trace.file);
  trace.failed_reads = descriptor.failed_reads;
  const bool stopped = descriptor.guest_left_ns && !descriptor.guest_ran_on &&
                       *descriptor.guest_left_ns < trace.reads.back().end_ns;
  if (stopped) trace.stopped_ns = descriptor.guest_left_ns;
  trace.cut_line = calls.cut_line();
  return trace;
}

}  // namespace htabsim
