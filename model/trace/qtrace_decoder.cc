// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/qtrace_decoder.h"

#include <string_view>

#include <fmt/format.h>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/storage_operation.h"
#include "htabsim/model/trace/page_shift.h"

namespace htabsim {

namespace {

constexpr std::uint32_t kHeaderWord = 0;  // where an instruction record has its instruction
constexpr std::uint64_t kVsidBytes = 7;
constexpr std::uint64_t kDoublewordBytes = 8;

/// Flags of a file header that say which fields it has.
namespace header_field {
constexpr std::uint16_t kMagic = 0x8000;
constexpr std::uint16_t kVersion = 0x4000;
constexpr std::uint16_t kAddress = 0x2000;
constexpr std::uint16_t kVsid = 0x1000;
constexpr std::uint16_t kRpn = 0x0800;
constexpr std::uint16_t kPageShift = 0x0040;
constexpr std::uint16_t kGuestPageShift = 0x0010;
constexpr std::uint16_t kComment = 0x0002;
constexpr std::uint16_t kKnown =
    kMagic | kVersion | kAddress | kVsid | kRpn | kPageShift | kGuestPageShift | kComment;
}  // namespace header_field

/// The first flags of a record.
namespace first_flag {
constexpr std::uint16_t kNode = 0x4000;
constexpr std::uint16_t kTermination = 0x2000;
constexpr std::uint16_t kProcessor = 0x1000;
constexpr std::uint16_t kDataAddress = 0x0800;
constexpr std::uint16_t kDataVsid = 0x0400;
constexpr std::uint16_t kDataRpn = 0x0200;
constexpr std::uint16_t kNextAddress = 0x0040;
constexpr std::uint16_t kNextVsid = 0x0020;
constexpr std::uint16_t kNextRpn = 0x0010;
constexpr std::uint16_t kRegisters = 0x0008;
constexpr std::uint16_t kSecondFollow = 0x0001;
constexpr std::uint16_t kWithoutBytes = 0x8000 | 0x0100 | 0x0080;
constexpr std::uint16_t kKnown = kNode | kTermination | kProcessor | kDataAddress | kDataVsid |
                                 kDataRpn | kNextAddress | kNextVsid | kNextRpn | kRegisters |
                                 kSecondFollow | kWithoutBytes;
}  // namespace first_flag

/// The second flags of a record.
namespace second_flag {
constexpr std::uint16_t kSequentialRpn = 0x4000;
constexpr std::uint16_t kErrorCode = 0x1000;
constexpr std::uint16_t kNextPageShift = 0x0200;
constexpr std::uint16_t kDataPageShift = 0x0100;
constexpr std::uint16_t kSequentialPageShift = 0x0020;
constexpr std::uint16_t kGuestPageShift = 0x0008;
constexpr std::uint16_t kGuestDataPageShift = 0x0004;
constexpr std::uint16_t kFileHeader = 0x0002;
constexpr std::uint16_t kThirdFollow = 0x0001;
constexpr std::uint16_t kKnown = kSequentialRpn | kErrorCode | kNextPageShift | kDataPageShift |
                                 kSequentialPageShift | kGuestPageShift | kGuestDataPageShift |
                                 kThirdFollow;
}  // namespace second_flag

/// The third flags: which fields a file header has at its end, and how addresses are translated.
namespace third_flag {
constexpr std::uint16_t kPtcr = 0x0080;
constexpr std::uint16_t kLpid = 0x0040;
constexpr std::uint16_t kPid = 0x0020;
constexpr unsigned kHostDataShift = 14;
constexpr unsigned kGuestDataShift = 12;
constexpr unsigned kHostFetchShift = 10;
constexpr unsigned kGuestFetchShift = 8;
}  // namespace third_flag

constexpr unsigned kRadixMode = 0;
constexpr unsigned kRadixLevels = 4;
constexpr unsigned kMostRadixWalks = 5;  // one for each level of the guest's tree, and the last

constexpr std::uint32_t kFirstVersionWithVsx = 0x07000000;

constexpr unsigned kRealAddressBits = kMostPageShift;
constexpr unsigned kPageShiftIfAbsent = 16;

/// How one of the two translations of an address is made.
constexpr unsigned translation_mode(std::uint16_t third_flags, unsigned shift) {
  return third_flags >> shift & 0b11;
}

/// A prefixed instruction out of its two records. Either may have what there is only one of.
QtraceInstruction joined(const QtraceInstruction& prefix, const QtraceInstruction& suffix) {
  QtraceInstruction whole = prefix;
  whole.prefix = prefix.word;
  whole.word = suffix.word;
  if (!whole.data_ea) {
    whole.data_ea = suffix.data_ea;
    whole.data = suffix.data;
  }
  if (!whole.node) whole.node = suffix.node;
  if (!whole.processor) whole.processor = suffix.processor;
  return whole;
}

}  // namespace

bool QtraceDecoder::next(QtraceInstruction& instruction) {
  while (headers_ == 0 || at_header()) read_header();
  if (cursor_.at_end()) return false;
  instruction = read_record();
  if (!is_prefix(instruction.word)) return true;
  if (cursor_.at_end()) {
    cursor_.fail_at(cursor_.position(), "the trace ends between a prefix and its suffix");
  }
  instruction = joined(instruction, read_record());
  return true;
}

bool QtraceDecoder::at_header() {
  constexpr std::string_view kStart("\0\0\0\0", sizeof kHeaderWord);
  return cursor_.rest(kStart.size()) == kStart;
}

std::uint16_t QtraceDecoder::read_header_flags(std::uint64_t begin, Flags& flags) {
  const std::uint32_t word = cursor_.u32();
  flags.first = cursor_.u16();
  flags.second = cursor_.u16();
  const std::uint16_t with_third = second_flag::kFileHeader | second_flag::kThirdFollow;
  if (word != kHeaderWord || flags.first != first_flag::kSecondFollow ||
      (flags.second != second_flag::kFileHeader && flags.second != with_third)) {
    cursor_.fail_at(
        begin, fmt::format("{:08x} {:04x} {:04x} is not how a file header of a qtrace begins", word,
                           flags.first, flags.second));
  }
  if (flags.second == with_third) flags.third = cursor_.u16();
  const std::uint16_t fields = cursor_.u16();
  if (const auto unknown = static_cast<std::uint16_t>(fields & ~header_field::kKnown)) {
    cursor_.fail_at(begin,
                    fmt::format("a file header has flags {:04x}, which are not known", unknown));
  }
  return fields;
}

void QtraceDecoder::read_header() {
  const std::uint64_t begin = cursor_.position();
  Flags flags;
  const std::uint16_t fields = read_header_flags(begin, flags);
  const auto has = [&](std::uint16_t field) { return any(fields, field); };
  std::optional<Ea> ea;
  Page page;
  if (has(header_field::kMagic)) cursor_.skip(sizeof(std::uint32_t));
  if (has(header_field::kVersion)) version_ = cursor_.u32();
  if (has(header_field::kAddress)) ea = Ea(cursor_.u64());
  if (has(header_field::kVsid)) page.vsid = read_vsid();
  if (has(header_field::kRpn)) {
    if (any(flags.second, second_flag::kThirdFollow)) {
      skip_radix_walk(translation_mode(flags.third, third_flag::kHostFetchShift),
                      translation_mode(flags.third, third_flag::kGuestFetchShift));
    }
    page.rpn = cursor_.u32();
  }
  if (has(header_field::kPageShift)) page.shift = read_page_shift();
  if (has(header_field::kGuestPageShift)) cursor_.skip(1);
  if (any(flags.third, third_flag::kPtcr)) cursor_.skip(sizeof(std::uint64_t));
  if (any(flags.third, third_flag::kLpid)) cursor_.skip(sizeof(std::uint64_t));
  if (any(flags.third, third_flag::kPid)) cursor_.skip(sizeof(std::uint32_t));
  if (has(header_field::kComment)) cursor_.skip(cursor_.u16());
  check(page, begin);
  if (ea || page.said()) page_ = page;
  if (ea) ea_ = ea;
  ++headers_;
}

QtraceInstruction QtraceDecoder::read_record() {
  const std::uint64_t begin = cursor_.position();
  QtraceInstruction instruction;
  instruction.record = ++records_;
  instruction.ea = ea_;
  instruction.fetch = translate(ea_, page_);
  instruction.word = cursor_.u32();
  const Flags flags = read_flags();
  Page data;
  Successor successor;
  read_main_fields(flags, instruction, data, successor);
  read_extended_fields(flags, data, successor);
  for (const Page& page : {data, successor.page, successor.sequential}) check(page, begin);
  instruction.data = translate(instruction.data_ea, data);
  advance(successor);
  return instruction;
}

QtraceDecoder::Flags QtraceDecoder::read_flags() {
  const std::uint64_t begin = cursor_.position();
  Flags flags;
  flags.first = cursor_.u16();
  if (any(flags.first, first_flag::kSecondFollow)) flags.second = cursor_.u16();
  if (any(flags.second, second_flag::kThirdFollow)) flags.third = cursor_.u16();
  const auto unknown_first = static_cast<std::uint16_t>(flags.first & ~first_flag::kKnown);
  const auto unknown_second = static_cast<std::uint16_t>(flags.second & ~second_flag::kKnown);
  if (unknown_first != 0 || unknown_second != 0) {
    cursor_.fail_at(begin,
                    fmt::format("an instruction has flags {:04x} {:04x}, which are not known",
                                unknown_first, unknown_second));
  }
  return flags;
}

// The fields have the order of the file.
void QtraceDecoder::read_main_fields(const Flags& flags, QtraceInstruction& instruction, Page& data,
                                     Successor& successor) {
  const auto has = [&](std::uint16_t flag) { return any(flags.first, flag); };
  const bool tells_modes = any(flags.second, second_flag::kThirdFollow);
  if (has(first_flag::kNode)) instruction.node = cursor_.u8();
  if (has(first_flag::kTermination)) cursor_.skip(2);  // a node and a code
  if (has(first_flag::kProcessor)) instruction.processor = cursor_.u8();
  if (has(first_flag::kDataAddress)) instruction.data_ea = Ea(cursor_.u64());
  if (has(first_flag::kDataVsid)) data.vsid = read_vsid();
  if (has(first_flag::kDataRpn)) {
    if (tells_modes) {
      skip_radix_walk(translation_mode(flags.third, third_flag::kHostDataShift),
                      translation_mode(flags.third, third_flag::kGuestDataShift));
    }
    data.rpn = cursor_.u32();
  }
  if (has(first_flag::kNextAddress)) successor.ea = Ea(cursor_.u64());
  if (has(first_flag::kNextVsid)) successor.page.vsid = read_vsid();
  if (has(first_flag::kNextRpn)) {
    if (tells_modes) {
      skip_radix_walk(translation_mode(flags.third, third_flag::kHostFetchShift),
                      translation_mode(flags.third, third_flag::kGuestFetchShift));
    }
    successor.page.rpn = cursor_.u32();
  }
  if (has(first_flag::kRegisters)) skip_registers();
}

void QtraceDecoder::read_extended_fields(const Flags& flags, Page& data, Successor& successor) {
  const auto has = [&](std::uint16_t flag) { return any(flags.second, flag); };
  if (has(second_flag::kSequentialRpn)) successor.sequential.rpn = cursor_.u32();
  if (has(second_flag::kErrorCode)) cursor_.skip(1);
  if (has(second_flag::kSequentialPageShift)) successor.sequential.shift = read_page_shift();
  if (has(second_flag::kNextPageShift)) successor.page.shift = read_page_shift();
  if (has(second_flag::kDataPageShift)) data.shift = read_page_shift();
  if (has(second_flag::kGuestPageShift)) cursor_.skip(1);
  if (has(second_flag::kGuestDataPageShift)) cursor_.skip(1);
}

// Registers of five kinds that the instruction reads, then those that it writes. All counts come
// before all registers.
void QtraceDecoder::skip_registers() {
  constexpr std::uint64_t kGeneralBytes = 1 + kDoublewordBytes;
  constexpr std::uint64_t kVectorBytes = 2 + 2 * kDoublewordBytes;
  constexpr std::uint64_t kSpecialBytes = 2 + kDoublewordBytes;
  std::uint64_t bytes = 0;
  for (int read_then_written = 0; read_then_written < 2; ++read_then_written) {
    bytes += kGeneralBytes * cursor_.u8();  // general purpose
    bytes += kGeneralBytes * cursor_.u8();  // floating point
    bytes += kVectorBytes * cursor_.u8();
    if (version_ >= kFirstVersionWithVsx) bytes += kVectorBytes * cursor_.u8();
    bytes += kSpecialBytes * cursor_.u8();
  }
  cursor_.skip(bytes);
}

// A host's tree alone has an entry for each level. Under a guest's tree the host's is walked once
// for each of the guest's entries and once for what they lead to. After the entries of all walks
// then come the host real addresses between the walks, and the guest real address of each.
void QtraceDecoder::skip_radix_walk(unsigned host_mode, unsigned guest_mode) {
  if (host_mode != kRadixMode) return;
  if (guest_mode != kRadixMode) {
    cursor_.skip(kRadixLevels * kDoublewordBytes);
    return;
  }
  const std::uint64_t begin = cursor_.position();
  const unsigned entries = cursor_.u8();
  const unsigned walks = cursor_.u8();
  if (entries > kRadixLevels || walks > kMostRadixWalks) {
    cursor_.fail_at(begin, fmt::format("a radix tree has levels: {}, walks: {}; at most {} and {} "
                                       "are possible",
                                       entries, walks, kRadixLevels, kMostRadixWalks));
  }
  if (walks == 0) return;
  const unsigned addresses = walks == 1 ? 0 : (walks - 1) + walks;
  cursor_.skip((walks * entries + addresses) * kDoublewordBytes);
}

Vsid QtraceDecoder::read_vsid() {
  std::uint64_t value = 0;
  for (const char byte : cursor_.take(kVsidBytes)) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return Vsid(value);
}

std::uint8_t QtraceDecoder::read_page_shift() {
  const std::uint64_t begin = cursor_.position();
  const std::uint8_t shift = cursor_.u8();
  if (!is_page_shift(shift)) {
    cursor_.fail_at(begin, fmt::format("a page of 2^{} bytes, not of 2^{} to 2^{}", shift,
                                       kLeastPageShift, kMostPageShift));
  }
  return shift;
}

void QtraceDecoder::check(const Page& page, std::uint64_t record_begin) const {
  const unsigned shift = page.shift.value_or(kPageShiftIfAbsent);
  if (page.rpn.value_or(0) <= low_mask(kRealAddressBits - shift)) return;
  cursor_.fail_at(record_begin,
                  fmt::format("page {:x} of 2^{} bytes lies beyond the {} bits of a real address",
                              *page.rpn, shift, kRealAddressBits));
}

QtraceTranslation QtraceDecoder::translate(std::optional<Ea> ea, const Page& page) {
  QtraceTranslation translation{page.vsid, std::nullopt, page.shift};
  if (!ea || !page.rpn) return translation;
  const unsigned shift = page.shift.value_or(kPageShiftIfAbsent);
  translation.real = GuestReal(std::uint64_t{*page.rpn} << shift | (ea->value() & low_mask(shift)));
  return translation;
}

// A page of which nothing is said is the one before, as long as the address is in it.
void QtraceDecoder::place(std::optional<Ea> ea, const Page& page) {
  const unsigned shift = page_.shift.value_or(kPageShiftIfAbsent);
  const bool same_page = ea && ea_ && ea->value() >> shift == ea_->value() >> shift;
  if (page.said()) {
    page_ = page;
  } else if (!same_page) {
    page_ = {};
  }
  ea_ = ea;
}

void QtraceDecoder::advance(const Successor& successor) {
  std::optional<Ea> sequential;
  if (ea_) sequential = *ea_ + QtraceInstruction::kWordBytes;
  const std::optional<Ea> ea = successor.ea ? successor.ea : sequential;
  const bool is_sequential = !successor.ea || successor.ea == sequential;
  place(ea, is_sequential && !successor.page.said() ? successor.sequential : successor.page);
}

}  // namespace htabsim
