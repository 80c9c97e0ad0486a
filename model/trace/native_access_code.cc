// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_access_code.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include "htabsim/model/trace/page_shift.h"

namespace htabsim {

namespace {

using Address = NativeAccessCode::Address;

// A code's first byte: kind, Address, size.
constexpr unsigned kKindShift = 6;
constexpr unsigned kAddressShift = 4;
constexpr unsigned kSizeMask = 15;

/// Sizes of data by their code; 0: two bytes with the size follow.
constexpr std::array<std::uint16_t, 14> kDataSizes = {0,  1,   2,  4, 8, 16, 32,
                                                      64, 128, 10, 3, 6, 28, 48};
constexpr unsigned kLongSize = 0;

/// A modification of this size code is none, but the mark of an event.
constexpr std::uint8_t kEvent = 0xff;
enum class Event : std::uint8_t {
  kThread = 1,
  kProcessor,
  kPageShift,
  kFrame,
  kNoFrame,
  kProcess,
  kFork,
  kExit
};
constexpr Event kFirstBetween = Event::kProcess;

/// One of each but that a page either has a frame or none.
constexpr unsigned kMostEvents = 4;

constexpr unsigned kPageShift = 12;
constexpr unsigned kFrameBits = 64 - kPageShift;
constexpr std::uint64_t kInPage = (std::uint64_t{1} << kPageShift) - 1;

template <class Number>
void put(Number number, std::string& to) {
  boost::endian::native_to_little_inplace(number);
  to.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class Number>
Number get(const char*& from) {
  Number number;
  std::memcpy(&number, from, sizeof number);
  from += sizeof number;
  return boost::endian::little_to_native(number);
}

constexpr unsigned kFarBits = 24;

bool fits(std::uint64_t difference, unsigned bits) {
  const std::uint64_t half = std::uint64_t{1} << (bits - 1);
  return difference + half < 2 * half;
}

void put_far(std::uint64_t difference, std::string& to) {
  for (unsigned bit = 0; bit < kFarBits; bit += 8) to += static_cast<char>(difference >> bit);
}

std::uint64_t get_far(const char*& from) {
  const auto low = get<std::uint16_t>(from);
  const auto high = get<std::int8_t>(from);
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(high) * 0x10000) + low;
}

unsigned size_code(PlainAccessKind kind, std::uint16_t size) {
  if (kind == PlainAccessKind::kFetch) return size <= kSizeMask ? size : kLongSize;
  const auto found = std::find(kDataSizes.begin() + 1, kDataSizes.end(), size);
  return found == kDataSizes.end() ? kLongSize : static_cast<unsigned>(found - kDataSizes.begin());
}

void put_head(const PlainAccess& access, Address address, std::string& to) {
  const unsigned size = size_code(access.kind, access.size);
  to += static_cast<char>(static_cast<unsigned>(access.kind) << kKindShift |
                          static_cast<unsigned>(address) << kAddressShift | size);
  if (size == kLongSize) put(access.size, to);
}

/// An address that is not near: the distance if it is short enough.
void put_distant(const PlainAccess& access, std::uint64_t difference, std::string& to) {
  if (fits(difference, kFarBits)) {
    put_head(access, Address::kFar, to);
    put_far(difference, to);
  } else {
    put_head(access, Address::kWhole, to);
    put(access.ea.value(), to);
  }
}

/// Whether it is the whole code of the instruction behind the last one, as most accesses are.
bool is_next_instruction(std::uint8_t head) { return head != kLongSize && head <= kSizeMask; }

[[noreturn]] void refuse(const char* what, unsigned number) {
  throw std::domain_error(fmt::format("has {} {}, which this version does not have", what, number));
}

std::uint16_t decode_size(PlainAccessKind kind, unsigned code, const char*& from) {
  const auto size = code == kLongSize                 ? get<std::uint16_t>(from)
                    : kind == PlainAccessKind::kFetch ? static_cast<std::uint16_t>(code)
                    : code < kDataSizes.size()        ? kDataSizes[code]
                                                      : std::uint16_t{0};
  if (size == 0 || size > kMaxAccessBytes) refuse("an access of size code", code);
  return size;
}

bool is_between(std::uint8_t event) {
  return event >= static_cast<std::uint8_t>(kFirstBetween) &&
         event <= static_cast<std::uint8_t>(Event::kExit);
}

PlainAccess get_between(const char*& from) {
  const auto event = get<std::uint8_t>(from);
  PlainAccess item;
  item.kind = static_cast<PlainAccessKind>(event - static_cast<std::uint8_t>(kFirstBetween) +
                                           static_cast<std::uint8_t>(PlainAccessKind::kProcess));
  item.ea = Ea(get<std::uint32_t>(from));
  return item;
}

void check_page_shift(unsigned shift) {
  if (shift != 0 && !is_page_shift(shift)) refuse("page shift", shift);
}

}  // namespace

std::uint64_t& NativeAccessCode::jump_target() {
  return jumps_[fetch_ * 0x9e37'79b9'7f4a'7c15 >> (64 - kTableBits)];
}

NativeAccessCode::Operand& NativeAccessCode::operand() {
  const std::uint64_t which = fetch_ + (data_accesses_++ << 48);
  return operands_[which * 0x9e37'79b9'7f4a'7c15 >> (64 - kTableBits)];
}

void NativeAccessCode::fetched(std::uint64_t address, std::uint64_t bytes) {
  if (address != behind_fetch_) jump_target() = address;
  fetch_ = address;
  behind_fetch_ = address + bytes;
  data_accesses_ = 0;
}

void NativeAccessCode::accessed(Operand& operand, std::uint64_t address) {
  operand.stride = address - operand.address;
  operand.address = address;
}

void NativeAccessCode::encode(const PlainAccess& access, std::string& to) {
  encode_context(access, to);
  if (access.kind == PlainAccessKind::kFetch) {
    encode_fetch(access, to);
  } else {
    encode_data(access, to);
  }
}

void NativeAccessCode::encode_between(const PlainAccess& item, std::string& to) {
  to += static_cast<char>(kEvent);
  to += static_cast<char>(static_cast<unsigned>(item.kind) -
                          static_cast<unsigned>(PlainAccessKind::kProcess) +
                          static_cast<unsigned>(kFirstBetween));
  put(item.process(), to);
}

void NativeAccessCode::encode_fetch(const PlainAccess& access, std::string& to) {
  const std::uint64_t address = access.ea.value();
  if (address == behind_fetch_) {
    put_head(access, Address::kPredicted, to);
  } else if (address == jump_target()) {
    put_head(access, Address::kNear, to);
  } else {
    put_distant(access, address - fetch_, to);
  }
  fetched(address, access.size);
}

void NativeAccessCode::encode_data(const PlainAccess& access, std::string& to) {
  Operand& last = operand();
  const std::uint64_t difference = access.ea.value() - last.address;
  if (difference == last.stride) {
    put_head(access, Address::kPredicted, to);
  } else if (fits(difference, 8)) {
    put_head(access, Address::kNear, to);
    to += static_cast<char>(difference);
  } else {
    put_distant(access, difference, to);
  }
  accessed(last, access.ea.value());
}

void NativeAccessCode::encode_context(const PlainAccess& access, std::string& to) {
  const auto event = [&](Event which, auto value) {
    to += static_cast<char>(kEvent);
    to += static_cast<char>(which);
    put(value, to);
  };
  if (access.thread != context_.thread) event(Event::kThread, context_.thread = access.thread);
  if (access.processor != context_.processor) {
    const auto processor = static_cast<std::uint16_t>(access.processor);
    context_.processor = processor;
    event(Event::kProcessor, processor);
  }
  if (access.page_shift != context_.page_shift) {
    check_page_shift(access.page_shift);
    event(Event::kPageShift, context_.page_shift = access.page_shift);
  }
  if (access.real != PlainAccess::kNoReal || !frames_.empty()) encode_real(access, to);
}

void NativeAccessCode::encode_real(const PlainAccess& access, std::string& to) {
  if (access.real == real_of(access.ea.value())) return;
  const std::uint64_t page = access.ea.value() >> kPageShift;
  const bool is_known = access.real != PlainAccess::kNoReal;
  if (is_known && ((access.real.value() ^ access.ea.value()) & kInPage) != 0) {
    throw std::domain_error(
        fmt::format("the real address {:x} is not at the place in its page of "
                    "{:x}",
                    access.real.value(), access.ea.value()));
  }
  to += static_cast<char>(kEvent);
  to += static_cast<char>(is_known ? Event::kFrame : Event::kNoFrame);
  put(page, to);
  if (!is_known) {
    frames_.erase(page);
    return;
  }
  const std::uint64_t frame = access.real.value() >> kPageShift;
  put(frame, to);
  frames_[page] = frame;
}

const char* NativeAccessCode::decode(const char* from, PlainAccess& access) {
  auto head = static_cast<std::uint8_t>(*from++);
  if (is_next_instruction(head)) {
    access = context_;
    access.kind = PlainAccessKind::kFetch;
    access.size = head;
    access.ea = Ea(behind_fetch_);
    fetch_ = behind_fetch_;
    behind_fetch_ += head;
    data_accesses_ = 0;
    if (!frames_.empty()) access.real = real_of(access.ea.value());
    return from;
  }
  for (unsigned events = 0; head == kEvent; ++events) {
    if (is_between(static_cast<std::uint8_t>(*from))) {
      access = get_between(from);
      return from;
    }
    if (events == kMostEvents) refuse("more events before an access than", kMostEvents);
    from = decode_event(from);
    head = static_cast<std::uint8_t>(*from++);
  }
  access = context_;
  access.kind = static_cast<PlainAccessKind>(head >> kKindShift);
  const auto how = static_cast<Address>(head >> kAddressShift & 3);
  access.size = decode_size(access.kind, head & kSizeMask, from);
  access.ea = access.kind == PlainAccessKind::kFetch ? decode_fetch(how, access.size, from)
                                                     : decode_data(how, from);
  if (!frames_.empty()) access.real = real_of(access.ea.value());
  return from;
}

Ea NativeAccessCode::decode_fetch(Address how, std::uint16_t bytes, const char*& from) {
  std::uint64_t address = behind_fetch_;
  if (how != Address::kPredicted) {
    address = how == Address::kNear  ? jump_target()
              : how == Address::kFar ? fetch_ + get_far(from)
                                     : get<std::uint64_t>(from);
  }
  fetched(address, bytes);
  return Ea(address);
}

Ea NativeAccessCode::decode_data(Address how, const char*& from) {
  Operand& last = operand();
  std::uint64_t address = last.address;
  switch (how) {
    case Address::kPredicted:
      address += last.stride;
      break;
    case Address::kNear:
      address += static_cast<std::uint64_t>(get<std::int8_t>(from));
      break;
    case Address::kFar:
      address += get_far(from);
      break;
    case Address::kWhole:
      address = get<std::uint64_t>(from);
      break;
  }
  accessed(last, address);
  return Ea(address);
}

const char* NativeAccessCode::decode_event(const char* from) {
  const auto event = get<std::uint8_t>(from);
  switch (static_cast<Event>(event)) {
    case Event::kThread:
      context_.thread = get<std::uint32_t>(from);
      return from;
    case Event::kProcessor:
      context_.processor = get<std::uint16_t>(from);
      return from;
    case Event::kPageShift:
      context_.page_shift = get<std::uint8_t>(from);
      check_page_shift(context_.page_shift);
      return from;
    case Event::kFrame: {
      const auto page = get<std::uint64_t>(from);
      const auto frame = get<std::uint64_t>(from);
      if (frame >> kFrameBits != 0) refuse("a frame of more bits than", kFrameBits);
      frames_[page] = frame;
      return from;
    }
    case Event::kNoFrame:
      frames_.erase(get<std::uint64_t>(from));
      return from;
    case Event::kProcess:
    case Event::kFork:
    case Event::kExit:
      break;  // no part of what is said of an access
  }
  refuse("event", event);
}

GuestReal NativeAccessCode::real_of(std::uint64_t address) const {
  const auto frame = frames_.find(address >> kPageShift);
  if (frame == frames_.end()) return PlainAccess::kNoReal;
  return GuestReal(frame->second << kPageShift | (address & kInPage));
}

}  // namespace htabsim
