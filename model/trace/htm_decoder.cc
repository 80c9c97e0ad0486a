// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/htm_decoder.h"

#include <utility>

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include "htabsim/model/isa/bits.h"
#include "htabsim/model/isa/slb_fields.h"
#include "htabsim/model/isa/storage_operation.h"

namespace htabsim {

namespace {

/// Bits of a word, numbered from the most significant one.
struct HtmField {
  unsigned first;
  unsigned last;

  [[nodiscard]] constexpr std::uint64_t of(std::uint64_t word) const {
    return (word & ibm_bits(first, last)) >> (63 - last);
  }
  [[nodiscard]] constexpr std::uint32_t low(std::uint64_t word) const {
    return static_cast<std::uint32_t>(of(word));
  }
};

namespace htm_stamp {
constexpr HtmField kMark{0, 19};
constexpr std::uint64_t kMarked = 0xaceff;
constexpr HtmField kKind{20, 23};
constexpr std::uint64_t kLastEvent = 4;  // record, complete, pause, mark, sync
constexpr std::uint64_t kFirstTime = 8;
constexpr HtmField kTimeKind{20, 27};
constexpr std::uint64_t kRecordsDropped = 0xa0;
}  // namespace htm_stamp

// Of both generations.
namespace htm_head {
constexpr HtmField kOpcode{0, 31};
constexpr HtmField kBranch{32, 32};
constexpr HtmField kTag{36, 55};
constexpr std::uint64_t kPower8 = 0xabcde;
constexpr std::uint64_t kPower10 = 0xabcdf;
}  // namespace htm_head

namespace htm_power8 {
constexpr std::uint64_t kMicrocode = ibm_bit(33);
constexpr std::uint64_t kValid = ibm_bit(56);
constexpr std::uint64_t kIea = ibm_bit(57);
constexpr std::uint64_t kIra = ibm_bit(58);
constexpr std::uint64_t kDea = ibm_bit(59);
constexpr std::uint64_t kDra = ibm_bit(60);
constexpr std::uint64_t kEsid = ibm_bit(61);  // DEA and DRA are ESID and VSID

constexpr std::uint64_t kIeaAddress = ibm_bits(0, 61);
constexpr HtmField kIraPage{0, 37};
constexpr HtmField kIraSize{38, 39};
constexpr std::uint64_t kIraUnused = ibm_bits(41, 63);
constexpr std::uint8_t kIraShifts[] = {0, 12, 16, 24};
constexpr HtmField kDraSize{0, 1};
constexpr HtmField kDraPage{2, 39};
constexpr std::uint8_t kDraShifts[] = {12, 16, 0, 24};
}  // namespace htm_power8

namespace htm_power10 {
constexpr std::uint64_t kPrefixed = ibm_bit(33);
constexpr HtmField kType{34, 35};
constexpr std::uint64_t kWalk = 1;
constexpr std::uint64_t kLine = 3;  // IEARA
constexpr HtmField kEaBits{56, 61};
constexpr HtmField kData{62, 63};
constexpr std::uint64_t kNoData = 0;
constexpr std::uint64_t kTwoData = 2;
constexpr std::uint64_t kSegment = 3;  // ESID and VSID

constexpr std::uint64_t kLineAddress = ibm_bits(0, 56);
constexpr HtmField kLinePage{0, 39};
constexpr HtmField kDraPage{0, 40};
constexpr std::uint64_t kLastOfWalk = ibm_bit(7);
constexpr unsigned kLongestWalk = 38;
}  // namespace htm_power10

constexpr HtmField kHtmEsid{0, 35};

constexpr std::size_t kHtmWordBytes = 8;
constexpr std::uint32_t kHtmOpcodeBytes = 4;
/// Those by which a file is judged.
constexpr std::uint64_t kJudgedWords = 1000;
/// In a row: 128 MB.
constexpr std::uint64_t kMostZeroWords = std::uint64_t{1} << 24;

constexpr bool is_htm_stamp(std::uint64_t word) {
  const std::uint64_t kind = htm_stamp::kKind.of(word);
  return htm_stamp::kMark.of(word) == htm_stamp::kMarked &&
         (kind <= htm_stamp::kLastEvent || kind >= htm_stamp::kFirstTime);
}

/// A word as it is, unless it has a record's tag.
template <std::uint64_t tag>
std::optional<std::uint64_t> untagged(std::uint64_t word) {
  if (htm_head::kTag.of(word) == tag) return std::nullopt;
  return word;
}
constexpr auto power8_word = untagged<htm_head::kPower8>;
constexpr auto power10_word = untagged<htm_head::kPower10>;

/// For what can look like a record by chance.
std::optional<std::uint64_t> any_htm_word(std::uint64_t word) { return word; }

std::optional<std::uint64_t> power10_prefix_word(std::uint64_t word) {
  if (!is_prefix(htm_head::kOpcode.low(word))) return std::nullopt;
  return power10_word(word);
}

std::optional<std::uint64_t> power8_ira_word(std::uint64_t word) {
  if (any(word, htm_power8::kIraUnused)) return std::nullopt;
  return power8_word(word);
}

/// Nothing if the size is reserved.
std::optional<HtmRealPage> htm_page(std::uint64_t page, std::uint8_t shift) {
  if (shift == 0) return std::nullopt;
  return HtmRealPage{.address = GuestReal(page << HtmRealPage::kLeastShift), .shift = shift};
}

HtmRealPage htm_part_of_page(std::uint64_t page) {
  return {.address = GuestReal(page << HtmRealPage::kLeastShift)};
}

HtmVsid htm_vsid(std::uint64_t word) {
  constexpr HtmField kSize{0, 1};
  constexpr HtmField kVsid256M{2, 51};
  constexpr HtmField kVsid1T{2, 39};
  constexpr HtmField kL{55, 55};
  constexpr HtmField kLp{58, 59};
  const auto size = static_cast<std::uint8_t>(kSize.of(word));
  return {.segment_size = size,
          .vsid = Vsid((size == 1 ? kVsid1T : kVsid256M).of(word)),
          .ks = any(word, slb_vsid::kKs),
          .kp = any(word, slb_vsid::kKp),
          .n = any(word, slb_vsid::kNoExecute),
          .l_lp = static_cast<std::uint8_t>(kL.of(word) << 2 | kLp.of(word)),
          .c = any(word, slb_vsid::kClass),
          .ta = any(word, ibm_bit(57))};
}

/// What a recoded branch says, wherever its generation has the bits.
struct HtmBranch {
  enum class Form : std::uint8_t { kI, kB, kLink, kCount };
  /// Of where the target is. Else it is near the instruction, and the high bits that the recoding
  /// leaves out do not matter: a displacement has none of them.
  static constexpr std::uint64_t kAbsolute = 2;

  Form form = Form::kI;
  bool absolute = false;
  std::uint32_t link = 0;
  std::uint32_t bo = 0;
  std::uint32_t bi = 0;
  std::uint32_t bh = 0;
  std::uint32_t to_target_register = 0;  // bctar
  std::uint32_t target = 0;
};

HtmBranch power8_branch(std::uint64_t head) {
  constexpr HtmField kLink{1, 1};
  constexpr HtmField kForm{2, 3};
  constexpr HtmField kWhere{4, 5};
  constexpr HtmField kIForm{30, 30};  // else it is a B form, though its form is 0
  constexpr HtmField kITarget{6, 29};
  constexpr HtmField kBTargetHigh{6, 6};
  constexpr HtmField kBTargetLow{17, 29};

  HtmBranch branch{.form = static_cast<HtmBranch::Form>(kForm.of(head)),
                   .absolute = kWhere.of(head) == HtmBranch::kAbsolute,
                   .link = kLink.low(head),
                   .bo = HtmField{7, 11}.low(head),
                   .bi = HtmField{12, 16}.low(head),
                   .bh = HtmField{19, 20}.low(head),
                   .to_target_register = HtmField{18, 18}.low(head)};
  if (branch.form == HtmBranch::Form::kI && kIForm.of(head) == 0) branch.form = HtmBranch::Form::kB;
  branch.target = branch.form == HtmBranch::Form::kI
                      ? kITarget.low(head) << 2
                      : kBTargetHigh.low(head) << 15 | kBTargetLow.low(head) << 2;
  return branch;
}

HtmBranch power10_branch(std::uint64_t head) {
  constexpr HtmField kLink{1, 1};
  constexpr HtmField kWhere{2, 3};
  constexpr HtmField kForm{11, 12};
  constexpr HtmField kBoLow{13, 13};
  constexpr std::uint32_t kHinted = 2;  // of BO: its low bit is a hint

  HtmBranch branch{.form = static_cast<HtmBranch::Form>(kForm.of(head)),
                   .absolute = kWhere.of(head) == HtmBranch::kAbsolute,
                   .link = kLink.low(head),
                   .bo = HtmField{5, 8}.low(head) << 1,
                   .bi = HtmField{10, 10}.low(head) << 4 | HtmField{15, 18}.low(head),
                   .bh = HtmField{21, 22}.low(head),
                   .to_target_register = HtmField{20, 20}.low(head)};
  if (branch.form == HtmBranch::Form::kB || any(branch.bo, kHinted)) branch.bo |= kBoLow.low(head);
  branch.target = branch.form == HtmBranch::Form::kI
                      ? HtmField{4, 10}.low(head) << 19 | HtmField{15, 31}.low(head) << 2
                      : HtmField{4, 4}.low(head) << 15 | HtmField{19, 31}.low(head) << 2;
  return branch;
}

std::uint32_t encode_branch(const HtmBranch& branch, std::optional<Ea> ea) {
  constexpr std::uint32_t kBranch = 0x48000000;
  constexpr std::uint32_t kLi = 0x03fffffc;
  constexpr std::uint32_t kConditional = 0x40000000;
  constexpr std::uint32_t kBd = 0x0000fffc;
  constexpr std::uint32_t kToLink = 0x4c000020;
  constexpr std::uint32_t kToCount = 0x4c000420;
  constexpr std::uint32_t kToTargetRegister = 0x40;
  constexpr std::uint32_t kAbsoluteAddress = 2;

  const std::uint32_t condition = branch.bo << 21 | branch.bi << 16;
  const std::uint32_t absolute = branch.absolute ? kAbsoluteAddress : 0;
  std::uint32_t target = branch.target;
  if (!branch.absolute) target = ea ? target - static_cast<std::uint32_t>(ea->value()) : 0;
  switch (branch.form) {
    case HtmBranch::Form::kI:
      return kBranch | (target & kLi) | absolute | branch.link;
    case HtmBranch::Form::kB:
      return kConditional | condition | (target & kBd) | absolute | branch.link;
    case HtmBranch::Form::kLink:
      return kToLink | condition | branch.bh << 11 | branch.link;
    case HtmBranch::Form::kCount:
      break;
  }
  return kToCount | condition | branch.bh << 11 | branch.link |
         (branch.to_target_register == 0 ? 0 : kToTargetRegister);
}

/// The hardware takes it for a branch, yet leaves it as it is.
bool is_htm_isel(std::uint64_t head) {
  return HtmField{0, 5}.of(head) == 31 && HtmField{26, 30}.of(head) == 15;
}

/// sc, rfid and their like, mtmsr: they change the flow, are no branches, and stay as they are but
/// for bits that they do not use.
bool is_kept_by_power10(std::uint64_t head) {
  const std::uint64_t primary = HtmField{0, 5}.of(head);
  return HtmField{11, 12}.of(head) == 3 && (primary == 17 || primary == 19 || primary == 31);
}

std::uint32_t power8_opcode(std::uint64_t head, std::optional<Ea> ea) {
  if (htm_head::kBranch.of(head) == 0 || is_htm_isel(head)) return htm_head::kOpcode.low(head);
  return encode_branch(power8_branch(head), ea);
}

std::uint32_t power10_opcode(std::uint64_t head, std::optional<Ea> ea) {
  if (htm_head::kBranch.of(head) == 0 || is_htm_isel(head)) return htm_head::kOpcode.low(head);
  if (is_kept_by_power10(head)) return htm_head::kOpcode.low(head & ~ibm_bits(11, 14));
  return encode_branch(power10_branch(head), ea);
}

}  // namespace

HtmDecoder::HtmDecoder(FileCursor cursor) : cursor_(std::move(cursor)) {}

bool HtmDecoder::makes_sense(std::uint64_t word) {
  if (is_htm_stamp(word)) return true;
  switch (htm_head::kTag.of(word)) {
    case htm_head::kPower8:
      return htm_head::kOpcode.of(word) != 0;
    case htm_head::kPower10:
      return htm_power10::kType.of(word) != 0;
    default:
      return false;
  }
}

bool HtmDecoder::next(HtmInstruction& instruction) {
  for (auto head = peek(); head; head = peek()) {
    const std::uint64_t position = cursor_.position();
    if (*head == 0) {
      skip_zero_word();
      continue;
    }
    zero_words_ = 0;
    accept();
    instruction = {};
    instruction.record = position / kHtmWordBytes + 1;
    switch (read_record(*head, instruction)) {
      case Outcome::kInstruction:
        return true;
      case Outcome::kNothing:
        break;
      case Outcome::kSenseless:
        note_senseless(position);
        break;
    }
  }
  if (words_ < kJudgedWords && counts_.senseless_words > words_ / 2) fail();
  return false;
}

// The buffer that a dump is of may be empty in part, but one without an end is none.
void HtmDecoder::skip_zero_word() {
  if (++zero_words_ > kMostZeroWords) {
    cursor_.fail_at(
        cursor_.position(),
        fmt::format("{} words of zeros: a hardware trace has no such gap", zero_words_));
  }
  cursor_.skip(kHtmWordBytes);
}

std::optional<std::uint64_t> HtmDecoder::peek() {
  for (;;) {
    const std::string_view bytes = cursor_.rest(kHtmWordBytes);
    if (bytes.size() < kHtmWordBytes) break;
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    boost::endian::big_to_native_inplace(word);
    if (!is_htm_stamp(word)) return word;
    accept();
    note_stamp(word);
  }
  if (const std::size_t left = cursor_.rest(kHtmWordBytes).size(); left != 0) {
    const std::uint64_t position = cursor_.position();
    cursor_.skip(left);
    ++words_;
    note_senseless(position);
  }
  return std::nullopt;
}

void HtmDecoder::accept() {
  cursor_.skip(kHtmWordBytes);
  ++words_;
}

template <class Read>
auto HtmDecoder::due(Read read) -> decltype(read(std::uint64_t{})) {
  const auto word = peek();
  if (!word) return std::nullopt;
  auto result = read(*word);
  if (result) accept();
  return result;
}

HtmDecoder::Outcome HtmDecoder::read_record(std::uint64_t head, HtmInstruction& instruction) {
  if (!makes_sense(head)) return Outcome::kSenseless;
  if (htm_head::kTag.of(head) == htm_head::kPower8) return read_power8(head, instruction);
  switch (htm_power10::kType.of(head)) {
    case htm_power10::kWalk:
      pass_walk();
      return Outcome::kNothing;
    case htm_power10::kLine:
      read_line();
      return Outcome::kNothing;
    default:
      return read_power10(head, instruction);
  }
}

HtmDecoder::Outcome HtmDecoder::read_power8(std::uint64_t head, HtmInstruction& instruction) {
  const bool whole = read_power8_words(head, instruction);
  if (!whole) note_cut();
  if (!any(head, htm_power8::kValid)) {
    ++counts_.invalid_instructions;
    return Outcome::kNothing;
  }
  if (whole && instruction.ea) following_ = *instruction.ea + kHtmOpcodeBytes;
  instruction.word = power8_opcode(head, instruction.ea);
  instruction.branch = htm_head::kBranch.of(head) != 0;
  instruction.microcode = any(head, htm_power8::kMicrocode);
  return Outcome::kInstruction;
}

bool HtmDecoder::read_power8_words(std::uint64_t head, HtmInstruction& instruction) {
  if (any(head, htm_power8::kIea)) {
    const auto iea = due(power8_word);
    if (!iea) return false;
    instruction.ea = Ea(*iea & htm_power8::kIeaAddress);
  } else {
    instruction.ea = following_;
  }
  if (any(head, htm_power8::kIra)) {
    const auto ira = due(power8_ira_word);
    if (!ira) return false;
    const std::uint8_t shift = htm_power8::kIraShifts[htm_power8::kIraSize.of(*ira)];
    instruction.page = htm_page(htm_power8::kIraPage.of(*ira), shift);
  }
  return read_power8_data(head, instruction);
}

bool HtmDecoder::read_power8_data(std::uint64_t head, HtmInstruction& instruction) {
  const bool segment = any(head, htm_power8::kEsid);
  if (any(head, htm_power8::kDea)) {
    const auto word = due(power8_word);
    if (!word) return false;
    if (segment) {
      instruction.esid = kHtmEsid.of(*word);
    } else {
      instruction.data[0].ea = Ea(*word);
    }
  }
  if (any(head, htm_power8::kDra)) {
    const auto word = due(power8_word);
    if (!word) return false;
    if (segment) {
      instruction.vsid = htm_vsid(*word);
    } else {
      const std::uint8_t shift = htm_power8::kDraShifts[htm_power8::kDraSize.of(*word)];
      instruction.data[0].page = htm_page(htm_power8::kDraPage.of(*word), shift);
    }
  }
  return true;
}

HtmDecoder::Outcome HtmDecoder::read_power10(std::uint64_t head, HtmInstruction& instruction) {
  if (line_) instruction.ea = Ea(line_->value() | htm_power10::kEaBits.of(head) << 2);
  instruction.page = std::exchange(page_, std::nullopt);
  instruction.word = power10_opcode(head, instruction.ea);
  instruction.branch = htm_head::kBranch.of(head) != 0;
  if (!read_power10_words(head, instruction)) note_cut();
  const bool prefixed = any(head, htm_power10::kPrefixed);
  return prefixed && !instruction.prefix ? Outcome::kNothing : Outcome::kInstruction;
}

bool HtmDecoder::read_power10_words(std::uint64_t head, HtmInstruction& instruction) {
  if (!due(power10_word)) return false;  // the MSR
  if (any(head, htm_power10::kPrefixed)) {
    const auto prefix = due(power10_prefix_word);
    if (!prefix) return false;
    instruction.prefix = htm_head::kOpcode.low(*prefix);
  }
  return read_power10_data(head, instruction);
}

bool HtmDecoder::read_power10_data(std::uint64_t head, HtmInstruction& instruction) {
  const std::uint64_t told = htm_power10::kData.of(head);
  if (told == htm_power10::kNoData) return true;
  if (told == htm_power10::kSegment) {
    const auto esid = due(power10_word);
    const auto vsid = esid ? due(any_htm_word) : std::nullopt;
    if (!vsid) return false;
    instruction.esid = kHtmEsid.of(*esid);
    instruction.vsid = htm_vsid(*vsid);
    return true;
  }
  const std::size_t sides = told == htm_power10::kTwoData ? 2 : 1;
  for (std::size_t i = 0; i < sides; ++i) {
    const auto dea = due(any_htm_word);
    const auto dra = dea ? due(power10_word) : std::nullopt;
    if (!dra) return false;
    instruction.data.at(i) = {.ea = Ea(*dea),
                              .page = htm_part_of_page(htm_power10::kDraPage.of(*dra))};
  }
  return true;
}

void HtmDecoder::read_line() {
  const auto line = due(any_htm_word);
  const auto page = line ? due(power10_word) : std::nullopt;
  if (!page) return note_cut();
  line_ = Ea(*line & htm_power10::kLineAddress);
  page_ = htm_part_of_page(htm_power10::kLinePage.of(*page));
}

// It may be of an instruction that never completed.
void HtmDecoder::pass_walk() {
  for (unsigned i = 0; i < htm_power10::kLongestWalk; ++i) {
    const auto step = due(any_htm_word);
    if (!step) break;
    if (any(*step, htm_power10::kLastOfWalk)) {
      ++counts_.walks;
      return;
    }
  }
  note_cut();
}

void HtmDecoder::note_stamp(std::uint64_t word) {
  ++counts_.stamps;
  if (htm_stamp::kTimeKind.of(word) != htm_stamp::kRecordsDropped) return;
  ++counts_.losses;
  forget_addresses();
}

void HtmDecoder::note_cut() {
  ++counts_.cut_records;
  forget_addresses();
}

void HtmDecoder::note_senseless(std::uint64_t position) {
  if (counts_.senseless_words++ == 0) first_senseless_ = position;
  forget_addresses();
  if (words_ <= kJudgedWords && counts_.senseless_words > kJudgedWords / 2) fail();
}

void HtmDecoder::forget_addresses() {
  following_.reset();
  line_.reset();
  page_.reset();
}

void HtmDecoder::fail() const {
  cursor_.fail_at(first_senseless_,
                  fmt::format("{} of the first {} words, from here on, make no sense as a POWER8 "
                              "or POWER10 hardware trace",
                              counts_.senseless_words, words_));
}

}  // namespace htabsim
