// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/htab/htab_files.h"
#include "htabsim/model/htab/stream_apply.h"
#include "tests/model/htab/small_table.h"
#include "tests/model/htab/stream_bytes.h"

// Every truncation of a small stream and every other value of every byte of its headers, through
// the stream reader and through a write descriptor. What must come of each is worked out here by a
// reader of its own, from the rules alone.

namespace htabsim {
namespace {

/// By index: the entries that are valid.
using EntriesByIndex = std::map<std::uint64_t, Hpte>;

enum class Fault {
  kNone,
  kHeaderCut,
  kEmpty,
  kOutside,
  kBodyCut,
  kNotValid,
  kPageSize,
  kReservedB
};

/// What must come of a stream.
struct Outcome {
  EntriesByIndex table;
  Fault fault = Fault::kNone;
  std::size_t offset = 0;  ///< of the group or entry at fault, or else the stream's length
};

/// Who takes the stream: they differ in what they do at its end and with empty groups.
enum class Taker { kReader, kDescriptor };

class ReferenceReader {
 public:
  ReferenceReader(const std::string& bytes, HeaderOrder order, Taker taker)
      : bytes_(bytes), order_(order), taker_(taker) {}

  Outcome run() {
    std::size_t at = 0;
    while (at < bytes_.size() && group(at)) {
    }
    if (outcome_.fault == Fault::kNone) outcome_.offset = at;
    return outcome_;
  }

 private:
  bool fail(Fault fault, std::size_t at) {
    outcome_.fault = fault;
    outcome_.offset = at;
    return false;
  }

  /// Takes the group at `at` and moves on behind it; false if the stream ends with it.
  bool group(std::size_t& at) {
    if (bytes_.size() - at < 8) return fail(Fault::kHeaderCut, at);
    const std::uint64_t index = header_field(at, 4);
    const std::uint64_t valid = header_field(at + 4, 2);
    const std::uint64_t invalid = header_field(at + 6, 2);
    const bool cut = bytes_.size() - at - 8 < 16 * valid;
    const bool empty = valid + invalid == 0;
    const bool outside = index >= kEntries || index + valid + invalid > kEntries;
    if (taker_ == Taker::kDescriptor && cut) return fail(Fault::kBodyCut, at);  // R39
    if (taker_ == Taker::kReader && empty) return fail(Fault::kEmpty, at);      // R17
    if (outside) return fail(Fault::kOutside, at);                              // R42
    if (cut) return fail(Fault::kBodyCut, at);
    for (std::uint64_t i = 0; i < valid; ++i) {
      if (!entry(index + i, at + 8 + 16 * i)) return false;
    }
    for (std::uint64_t i = 0; i < invalid; ++i) outcome_.table.erase(index + valid + i);  // R48
    at += 8 + 16 * valid;
    return true;
  }

  bool entry(std::uint64_t index, std::size_t at) {
    const std::uint64_t v = big(at, 8);
    const std::uint64_t r = big(at + 8, 8);
    if ((v & 1) == 0) return fail(Fault::kNotValid, at);                                // R43
    if ((v & 4) != 0 && !is_page_size(r)) return fail(Fault::kPageSize, at);            // R44
    outcome_.table.erase(index);                                                        // R43
    if (v >> 63 != 0) return fail(Fault::kReservedB, at);                               // R46
    outcome_.table[index] = {v & ~std::uint64_t{0x60}, r & ~(std::uint64_t{1} << 62)};  // R47
    return true;
  }

  /// R44, by the two nibbles of LP.
  static bool is_page_size(std::uint64_t r) {
    const std::uint64_t low = r >> 12 & 0xf;
    const std::uint64_t high = r >> 16 & 0xf;
    if (low == 1 || low == 7) return true;
    return (low == 0 && high == 0) || (low == 3 && high == 0) ||
           (low == 8 && (high == 0 || high == 3));
  }

  [[nodiscard]] std::uint64_t big(std::size_t at, std::size_t count) const {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8 | byte(at + i);
    return value;
  }
  [[nodiscard]] std::uint64_t header_field(std::size_t at, std::size_t count) const {
    if (order_ == HeaderOrder::kBig) return big(at, count);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value |= byte(at + i) << 8 * i;
    return value;
  }
  [[nodiscard]] std::uint64_t byte(std::size_t at) const {
    return static_cast<unsigned char>(bytes_.at(at));
  }

  const std::string& bytes_;
  HeaderOrder order_;
  Taker taker_;
  Outcome outcome_;
};

/// Every entry that the guest has in a table.
EntriesByIndex table_of(const HptImage& image) {
  EntriesByIndex table;
  for (std::uint64_t pteg = 0; pteg < kEntries / 8; ++pteg) {
    const Pteg line = image.read_pteg(PtegIndex(pteg));
    for (unsigned slot = 0; slot < line.size(); ++slot) {
      const std::uint64_t index = 8 * pteg + slot;
      // An entry valid to the guest only has bit 0x20 instead of 1.
      if ((line[slot].v & 0x21) != 0) table[index] = guest_view(image, HpteIndex(index));
    }
  }
  return table;
}

/// Valid and invalid runs, the table's last entries, an overlap with the first group, and a run
/// without valid entries. An entry is 4K, of number n: AVPN n, RPN n.
std::string small_stream(HeaderOrder order) {
  const auto entry = [](std::uint64_t n) {
    return Hpte{std::uint64_t{1} << 62 | n << 7 | 1, n << 12 | 0x190};
  };
  return group_bytes(order, 3, {entry(1), entry(2)}, 2) + group_bytes(order, 9, {entry(3)}) +
         group_bytes(order, 16380, {entry(4)}, 3) + group_bytes(order, 4, {entry(5)}, 1) +
         group_bytes(order, 0x101, {}, 5);
}

/// Where the headers of small_stream() are.
constexpr std::size_t kHeaders[] = {0, 40, 64, 88, 112};
constexpr std::size_t kBytes = 120;

/// All streams to be tried: each truncation, then each corruption of one byte of a header.
template <class Action>
void for_each_malformed(HeaderOrder order, Action action) {
  const std::string whole = small_stream(order);
  ASSERT_EQ(whole.size(), kBytes);
  for (std::size_t size = 0; size <= whole.size(); ++size) action(whole.substr(0, size));
  for (const std::size_t header : kHeaders) {
    for (std::size_t at = header; at < header + 8; ++at) {
      for (unsigned other = 1; other < 256; ++other) {
        std::string bytes = whole;
        bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ other);
        action(bytes);
      }
    }
  }
}

std::string_view message(Fault fault) {
  switch (fault) {
    case Fault::kNone:
      return "";
    case Fault::kHeaderCut:
      return "the header is cut short";
    case Fault::kEmpty:
      return "the group is empty";
    case Fault::kOutside:
      return "run past the table's end";
    case Fault::kBodyCut:
      return "is cut short";
    case Fault::kNotValid:
      return "its V bit is clear";
    case Fault::kPageSize:
      return "its L and LP are no page size";
    case Fault::kReservedB:
      return "its B is reserved";
  }
  return "";
}

/// A file without a disk, as there are tens of thousands of streams to be read.
class MemoryFile {
 public:
  explicit MemoryFile(const std::string& contents) : descriptor_(::memfd_create("a.stream", 0)) {
    const auto written = ::write(descriptor_, contents.data(), contents.size());
    EXPECT_EQ(written, static_cast<std::ptrdiff_t>(contents.size()));
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(descriptor_); }

  [[nodiscard]] std::filesystem::path path() const {
    return "/proc/self/fd/" + std::to_string(descriptor_);
  }

 private:
  int descriptor_;
};

/// The text of the InputError that applying the stream gives; nothing if it gives none.
std::optional<std::string> fault_of_reader(const std::string& bytes, HptImage& image,
                                           std::optional<HeaderOrder> order) {
  const MemoryFile file(bytes);
  Partition partition;
  try {
    HtabStreamReader reader(InputFile(file.path()), image.geometry(), order);
    apply_stream(reader, image, partition);
    return std::nullopt;
  } catch (const InputError& error) {
    return error.text();
  }
}

class MalformedStream : public ::testing::TestWithParam<HeaderOrder> {};

TEST_P(MalformedStream, IsAppliedUpToTheFaultThatIsNamedWithItsByte) {
  std::map<Fault, int> seen;
  for_each_malformed(GetParam(), [&](const std::string& bytes) {
    const Outcome expected = ReferenceReader(bytes, GetParam(), Taker::kReader).run();
    HptImage image(HptGeometry(18));
    const auto fault = fault_of_reader(bytes, image, GetParam());
    ++seen[expected.fault];
    ASSERT_EQ(table_of(image), expected.table);
    ASSERT_EQ(fault.has_value(), expected.fault != Fault::kNone) << fault.value_or("");
    if (!fault) return;
    ASSERT_TRUE(fault->starts_with("at byte " + std::to_string(expected.offset) + ": ")) << *fault;
    ASSERT_LT(expected.offset, bytes.size());
    ASSERT_NE(fault->find(message(expected.fault)), std::string::npos) << *fault;
  });
  for (const Fault fault : {Fault::kNone, Fault::kHeaderCut, Fault::kEmpty, Fault::kOutside,
                            Fault::kBodyCut, Fault::kNotValid}) {
    EXPECT_GT(seen[fault], 0) << message(fault);
  }
}

TEST_P(MalformedStream, WrittenToADescriptorIsAppliedUpToTheFault) {
  for_each_malformed(GetParam(), [&](const std::string& bytes) {
    const Outcome expected = ReferenceReader(bytes, GetParam(), Taker::kDescriptor).run();
    HptImage image(HptGeometry(18));
    FunctionalHptPort port(image);
    Partition partition;
    HtabFiles files(partition, {.header_order = GetParam()});
    const HtabFd descriptor = files.open(htab_flag::kWrite, 0).descriptor;
    const IoResult result = files.write(port, descriptor, std::as_bytes(std::span(bytes)));
    ASSERT_EQ(table_of(image), expected.table);
    ASSERT_TRUE(partition.mmu_ready);
    switch (expected.fault) {
      case Fault::kNone:
      case Fault::kHeaderCut:
      case Fault::kBodyCut:  // a short write is a success (R38, R39)
        ASSERT_EQ(result, (IoResult{expected.offset, {}}));
        break;
      case Fault::kReservedB:
        ASSERT_EQ(result, (IoResult{0, HtabErrno::kIo}));
        break;
      default:
        ASSERT_EQ(result, (IoResult{0, HtabErrno::kInvalid}));
    }
  });
}

TEST_P(MalformedStream, OfWhichTheByteOrderIsNotGivenNamesAByteOfTheStream) {
  const std::string whole = small_stream(GetParam());
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const std::string bytes = whole.substr(0, size);
    HptImage image(HptGeometry(18));
    const auto fault = fault_of_reader(bytes, image, {});
    const Outcome expected = ReferenceReader(bytes, GetParam(), Taker::kReader).run();
    ASSERT_EQ(table_of(image), expected.table) << size;
    ASSERT_EQ(fault.has_value(), expected.fault != Fault::kNone) << size;
    if (!fault) continue;
    ASSERT_TRUE(fault->starts_with("at byte " + std::to_string(expected.offset) + ": ")) << *fault;
  }
}

INSTANTIATE_TEST_SUITE_P(HeaderOrders, MalformedStream, ::testing::ValuesIn(kHeaderOrders),
                         [](const auto& order) {
                           return order.param == HeaderOrder::kBig ? "Big" : "Little";
                         });

/// R17, R42: a header without entries.
TEST(MalformedStream, AnEmptyHeaderIsRefusedInAFileAndWithoutEffectInAWrite) {
  const std::string bytes = group_bytes(HeaderOrder::kBig, 5, {}) + small_stream(HeaderOrder::kBig);
  EXPECT_EQ(ReferenceReader(bytes, HeaderOrder::kBig, Taker::kReader).run().fault, Fault::kEmpty);
  HptImage image(HptGeometry(18));
  FunctionalHptPort port(image);
  Partition partition;
  const HtabWriter writer({});
  EXPECT_EQ(writer.write(port, partition, std::as_bytes(std::span(bytes))),
            (IoResult{8 + kBytes, {}}));
  EXPECT_EQ(table_of(image),
            ReferenceReader(small_stream(HeaderOrder::kBig), HeaderOrder::kBig, Taker::kReader)
                .run()
                .table);
}

}  // namespace
}  // namespace htabsim
