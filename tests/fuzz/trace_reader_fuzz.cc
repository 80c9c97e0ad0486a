// SPDX-License-Identifier: Apache-2.0
//
// Reads any bytes as a trace, and aborts if a reader gives what none may give. The format is named
// by HTABSIM_FUZZ_FORMAT; `--formats` prints those that there are. It has libFuzzer's interface:
// libFuzzer's main makes the bytes, or that of mutating_main.cc.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/usage_error.h"
#include "htabsim/model/trace/native_trace.h"
#include "htabsim/model/trace/process_telling.h"
#include "htabsim/model/trace/trace_format.h"
#include "htabsim/model/trace/trace_output.h"

namespace htabsim {
namespace {

constexpr const char* kFileName = "fuzz";

/// Of a format by this name the first line is what --format would say, the rest is the file.
constexpr std::string_view kDescribed = "described";

/// More are not read of an input, so that none takes long.
constexpr std::size_t kMostAccesses = 4096;
constexpr std::size_t kAllAccesses = std::numeric_limits<std::size_t>::max();

struct FuzzCounts {
  std::uint64_t inputs = 0;
  std::uint64_t rejected = 0;
  std::uint64_t accesses = 0;
};
FuzzCounts counts;

struct Contents {
  std::string format;
  std::vector<PlainAccess> accesses;
  std::string refusal;  // empty: all was read, or as much as was asked for

  friend bool operator==(const Contents&, const Contents&) = default;
};

[[noreturn]] void fail(const std::string& what) {
  fmt::print(stderr, "trace_reader_fuzz: {}\n", what);
  std::abort();
}

void require(bool holds, const char* law) {
  if (!holds) fail(law);
}

const std::string& format_name() {
  static const std::string format = [] {
    const char* const named = std::getenv("HTABSIM_FUZZ_FORMAT");
    return std::string(named == nullptr ? "" : named);
  }();
  return format;
}

void check_access(const PlainAccess& access, const std::vector<PlainAccess>& before) {
  require(access.kind <= PlainAccessKind::kExit, "an access is of no kind");
  if (!is_access(access.kind)) {
    PlainAccess process{.kind = access.kind, .ea = Ea(access.process()), .line = access.line};
    require(access == process, "what is between two accesses has more than a process");
  }
  require(access.size >= 1 && access.size <= kMaxAccessBytes, "an access has a size of no access");
  require(before.empty() || access.line >= before.back().line, "the line decreases");
}

void check_remarks(const TraceReader& reader) {
  for (const TraceRemark& remark : reader.remarks()) {
    require(remark.count != 0 && !remark.what.empty(), "a remark is about nothing");
  }
}

void read_accesses(TraceReader& reader, std::size_t most, std::vector<PlainAccess>& accesses) {
  // What is in an access before it is read must not show.
  const PlainAccess left_over{.kind = PlainAccessKind::kModify,
                              .page_shift = 33,
                              .size = 4095,
                              .thread = 0x5555,
                              .ea = Ea(0x5555'5555),
                              .real = GuestReal(0x5555'5555),
                              .line = 0x5555,
                              .processor = 0x5555};
  for (PlainAccess access = left_over; accesses.size() < most && reader.next(access);) {
    check_access(access, accesses);
    accesses.push_back(std::exchange(access, left_over));
  }
}

Contents read(const std::string& bytes, const TraceReading& reading, std::size_t most) {
  Contents contents;
  try {
    const OpenTrace trace = open_trace(InputFile(kFileName, bytes), reading);
    contents.format = trace.format;
    read_accesses(*trace.reader, most, contents.accesses);
    check_remarks(*trace.reader);
  } catch (const InputError& error) {
    require(error.file() == kFileName && !error.text().empty(), "an error does not say of what");
    contents.refusal = error.what();
  } catch (const UsageError& error) {
    require(format_name() == kDescribed, "a file is refused as if the command line were wrong");
    contents.refusal = error.what();
  }
  return contents;
}

/// The file as it is written. What follows the first access that the format cannot hold is dropped.
std::string write(const TraceOutput& output, std::vector<PlainAccess>& accesses) {
  std::ostringstream bytes;
  const std::unique_ptr<TraceWriter> writer = output.open(bytes);
  std::size_t written = 0;
  try {
    for (; written < accesses.size(); ++written) {
      const PlainAccess& access = accesses[written];
      if (is_access(access.kind)) {
        writer->write(access);
      } else {
        writer->write_between(access);
      }
    }
  } catch (const std::domain_error&) {
    accesses.resize(written);
    return write(output, accesses);
  }
  writer->finish();
  return bytes.str();
}

/// Without the processes of which nothing comes, and those that are told again; or without all that
/// is between accesses.
std::vector<PlainAccess> told(const TraceOutput& output, const std::vector<PlainAccess>& items) {
  const bool has_processes = output.name == "native" || output.name == "csv";
  std::vector<PlainAccess> told;
  ProcessTelling telling;
  PlainAccess next;
  for (const PlainAccess& item : items) {
    if (item.kind == PlainAccessKind::kProcess) telling.set(item.process());
    if (item.kind == PlainAccessKind::kProcess || (!has_processes && !is_access(item.kind)))
      continue;
    if (!has_processes) {
      told.push_back(item);
      continue;
    }
    telling.give(item, next);
    told.push_back(next);
    if (telling.take_held(next)) told.push_back(next);
  }
  return told;
}

/// What is left of an access that is written so.
PlainAccess kept(const TraceOutput& output, const PlainAccess& access) {
  PlainAccess kept = access;
  kept.line = 0;
  if (!is_access(access.kind)) return kept;
  if (output.name == "lackey") {
    kept = {.kind = access.kind, .size = access.size, .ea = access.ea};
  } else if (output.name == "champsim") {
    kept = {.kind = access.kind, .ea = access.ea};
  }
  return kept;
}

void check_written(const TraceOutput& output, std::vector<PlainAccess> accesses) {
  const std::string bytes = write(output, accesses);
  accesses = told(output, accesses);
  if (accesses.empty()) return;
  Contents again = read(bytes, {.format = std::string(output.name)}, kAllAccesses);
  if (!again.refusal.empty()) {
    fail(fmt::format("written as {}, it is refused: {}", output.name, again.refusal));
  }
  // A modification becomes two accesses there.
  if (output.name == "drmemtrace-view") return;
  for (PlainAccess& access : accesses) access = kept(output, access);
  for (PlainAccess& access : again.accesses) access.line = 0;
  if (again.accesses != accesses) {
    fail(fmt::format("written as {}, it is read otherwise", output.name));
  }
}

/// Whether it is read without its format's name as it is with it, if the format is recognised.
void check_recognised(const std::string& bytes, const Contents& named) {
  // It takes long to find that a file is in no format: that is done for one of four.
  if (named.accesses.empty() && bytes.size() % 4 != 0) return;
  const Contents found = read(bytes, {}, kMostAccesses);
  if (found.format.empty() || found.format != named.format) return;
  require(found == named, "a format that is recognised is read otherwise than one that is named");
}

void check_with_output(const std::string& bytes, const Contents& refusing) {
  const Contents skipping =
      read(bytes, {.format = format_name(), .output = ProgramOutput::kSkip}, kMostAccesses);
  if (!refusing.refusal.empty()) return;
  require(skipping == refusing,
          "a trace without a program's output is read otherwise if such "
          "output is skipped");
}

/// An access, and the process that it is of.
struct OfProcess {
  std::uint32_t process = 0;
  PlainAccess access;

  friend bool operator==(const OfProcess&, const OfProcess&) = default;
};

/// The next access of those that `next` gives; nothing at the end.
template <class Next>
std::optional<OfProcess> next_access(std::uint32_t& process, const Next& next) {
  for (PlainAccess item; next(item);) {
    if (item.kind == PlainAccessKind::kProcess) process = item.process();
    if (is_access(item.kind)) return OfProcess{process, item};
  }
  return std::nullopt;
}

std::vector<OfProcess> accesses_of(const std::vector<PlainAccess>& items) {
  std::vector<OfProcess> accesses;
  std::uint32_t process = 0;
  auto at = items.begin();
  const auto next = [&](PlainAccess& item) {
    if (at == items.end()) return false;
    item = *at++;
    return true;
  };
  while (const auto access = next_access(process, next)) accesses.push_back(*access);
  return accesses;
}

/// Whether what is not skipped is read as if nothing were. How much is skipped depends on the
/// file's size and on the place.
void check_skipping(const std::string& bytes, const TraceReading& reading,
                    const std::vector<OfProcess>& accesses) {
  const OpenTrace trace = open_trace(InputFile(kFileName, bytes), reading);
  PassedTouches touches;
  std::uint32_t process = 0;
  for (std::size_t at = 0; at < accesses.size(); ++at) {
    const std::uint64_t most = accesses.size() - at - 1;
    const std::uint64_t count = std::min<std::uint64_t>((bytes.size() + 7 * at) % 40, most);
    require(trace.reader->skip(count, touches) == count, "fewer are skipped than there are");
    at += count;
    if (const auto skipped = trace.reader->take_skipped_process()) process = *skipped;
    const auto found =
        next_access(process, [&](PlainAccess& item) { return trace.reader->next(item); });
    require(found.has_value(), "there are fewer where some are skipped");
    require(*found == accesses[at], "an access behind skipped ones is read otherwise");
  }
}

TraceReading reading_of(std::string& bytes) {
  if (format_name() != kDescribed) return {.format = format_name()};
  const std::size_t end = std::min(bytes.find('\n'), bytes.size());
  std::string description = bytes.substr(0, end);
  bytes.erase(0, end + 1);
  return {.format = std::move(description)};
}

void check_trace(std::string bytes) {
  const TraceReading reading = reading_of(bytes);
  const Contents contents = read(bytes, reading, kMostAccesses);
  ++counts.inputs;
  if (!contents.refusal.empty()) ++counts.rejected;
  counts.accesses += contents.accesses.size();
  check_recognised(bytes, contents);
  if (format_name() == "lackey") check_with_output(bytes, contents);
  if (contents.accesses.empty()) return;
  check_skipping(bytes, reading, accesses_of(contents.accesses));
  for (const TraceOutput& output : trace_outputs()) check_written(output, contents.accesses);
}

/// Something of a native trace, at a place in its bytes that there may not be.
template <class Struct>
class NativePart {
 public:
  NativePart(std::string& bytes, std::size_t at) : bytes_(bytes), at_(at) {
    if (exists()) std::memcpy(&fields, bytes.data() + at, sizeof fields);
  }
  [[nodiscard]] bool exists() const {
    return at_ <= bytes_.size() && bytes_.size() - at_ >= sizeof fields;
  }
  void store() { std::memcpy(bytes_.data() + at_, &fields, sizeof fields); }

  Struct fields{};

 private:
  std::string& bytes_;
  std::size_t at_;
};

void seal_block(std::string& bytes, std::size_t at, std::size_t end, std::uint64_t& accesses) {
  NativePart<native_trace::BlockHeader> header(bytes, at);
  const std::size_t begin = at + sizeof header.fields;
  if (!header.exists() || begin > end) return;
  const std::string_view rest = std::string_view(bytes).substr(begin, end - begin);
  const std::string_view touches = rest.substr(0, header.fields.touch_bytes);
  const std::string_view payload = rest.substr(touches.size());
  header.fields.touch_bytes = static_cast<std::uint32_t>(touches.size());
  header.fields.touch_checksum = native_trace::checksum(touches);
  header.fields.payload_bytes = static_cast<std::uint32_t>(payload.size());
  header.fields.checksum = native_trace::checksum(payload);
  header.fields.first_access = accesses;
  accesses += header.fields.accesses;
  header.store();
}

void seal_index(std::string& bytes, std::size_t at) {
  NativePart<native_trace::IndexHeader> index(bytes, at);
  const std::size_t begin = at + sizeof index.fields;
  const std::size_t size = index.fields.blocks * sizeof(native_trace::IndexEntry);
  NativePart<native_trace::Trailer> trailer(bytes, begin + size);
  if (!index.exists() || !trailer.exists()) return;
  index.fields.checksum = native_trace::checksum(std::string_view(bytes).substr(begin, size));
  index.store();
  trailer.fields.index_offset = at;
  const std::string_view checked(reinterpret_cast<const char*>(&trailer.fields),
                                 offsetof(native_trace::Trailer, checksum));
  trailer.fields.checksum = native_trace::checksum(checked);
  trailer.store();
}

/// A native trace with the lengths and checksums of what is there: without them hardly any change
/// would reach what is behind these checks.
std::string sealed(std::string bytes) {
  const std::size_t index = std::min(bytes.find(native_trace::kIndexMagic), bytes.size());
  std::uint64_t accesses = 0;
  for (std::size_t at = bytes.find(native_trace::kBlockMagic); at < index;) {
    const std::size_t next = std::min(bytes.find(native_trace::kBlockMagic, at + 1), index);
    seal_block(bytes, at, next, accesses);
    at = next;
  }
  seal_index(bytes, index);
  return bytes;
}

void print_formats() {
  for (const TraceFormat& format : trace_formats()) fmt::print("{}\n", format.name);
  fmt::print("{}\n", kDescribed);
}

void print_counts() { fmt::print("{} {} {}\n", counts.inputs, counts.rejected, counts.accesses); }

}  // namespace
}  // namespace htabsim

// The names are libFuzzer's.
// NOLINTBEGIN(readability-identifier-naming)

// What is printed to standard output is for tools/fuzz.
extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  if (*count == 2 && std::string_view((*arguments)[1]) == "--formats") {
    htabsim::print_formats();
    std::exit(EXIT_SUCCESS);
  }
  std::atexit(htabsim::print_counts);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  if (htabsim::format_name() == "native") {
    htabsim::read(bytes, {.format = "native"}, htabsim::kMostAccesses);
    htabsim::check_trace(htabsim::sealed(bytes));
  } else {
    htabsim::check_trace(bytes);
  }
  return 0;
}

// NOLINTEND(readability-identifier-naming)
