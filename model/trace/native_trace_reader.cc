// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_trace_reader.h"

#include <cstring>
#include <stdexcept>
#include <utility>

#include <fmt/format.h>

namespace htabsim {

using namespace native_trace;

namespace {

template <class Struct>
Struct taken_from(FileCursor& cursor) {
  Struct layout;
  std::memcpy(&layout, cursor.take(sizeof layout).data(), sizeof layout);
  return layout;
}

template <std::size_t Size>
std::string_view text_of(const std::array<char, Size>& magic) {
  return {magic.data(), Size};
}

}  // namespace

bool NativeTraceReader::recognises(std::string_view start) { return start.starts_with(kMagic); }

NativeTraceReader::NativeTraceReader(FileCursor cursor) : cursor_(std::move(cursor)) {
  const auto header = taken_from<FileHeader>(cursor_);
  if (text_of(header.magic) != kMagic) fail("does not begin as a trace of htabsim does");
  if (header.version < kOldestVersion || header.version > kVersion || header.flags != 0) {
    fail(fmt::format("is of version {}.{} of htabsim's traces; {}.0 to {}.0 are read",
                     header.version.value(), header.flags.value(), kOldestVersion, kVersion));
  }
}

bool NativeTraceReader::next(PlainAccess& access) {
  for (;;) {
    if (!has_more()) return false;
    if (next_ == nullptr) take_payload();
    try {
      next_ = code_.decode(next_, access);
    } catch (const std::domain_error& fault) {
      fail(fmt::format("access {} {}", given_ + 1, fault.what()));
    }
    if (next_ > end_) fail("the block's accesses do not fill it");
    if (is_access(access.kind)) [[likely]]
      break;
    access.line = given_ + 1;
    if (access.kind != PlainAccessKind::kProcess) return true;
    if (std::exchange(process_, access.process()) != process_) return true;
  }
  if (left_ == 0) fail("the block has more accesses than it says");
  --left_;
  access.line = ++given_;
  // They stand in the order of the accesses: no other than the next one can be met.
  while (touch_ != touches_.first.size() && touches(access, touches_.first[touch_])) ++touch_;
  return true;
}

std::uint64_t NativeTraceReader::skip(std::uint64_t count, PassedTouches& touches) {
  std::uint64_t passed = 0;
  while (passed < count && has_more()) {
    const auto first = static_cast<std::ptrdiff_t>(touch_);
    const std::uint64_t wanted = count - passed;
    passed += wanted < left_ ? pass_accesses(wanted, touches.last) : pass_block(touches.last);
    touches.first.insert(touches.first.end(), touches_.first.begin() + first,
                         touches_.first.begin() + static_cast<std::ptrdiff_t>(touch_));
  }
  return passed;
}

std::uint64_t NativeTraceReader::pass_block(LastTouches& last) {
  if (next_ == nullptr) cursor_.skip(head_.payload_bytes);
  next_ = end_ = nullptr;
  given_ += left_;
  touch_ = touches_.first.size();
  for (const PageTouch& touch : touches_.last) last.add(touch);
  return std::exchange(left_, 0);
}

std::uint64_t NativeTraceReader::pass_accesses(std::uint64_t count, LastTouches& last) {
  PlainAccess access;
  for (std::uint64_t left = count; left != 0;) {
    next(access);
    note_skipped(access);
    if (!is_access(access.kind)) continue;
    last.add(access);
    --left;
  }
  return count;
}

bool NativeTraceReader::take_head() {
  if (at_end_) return false;
  part_ = cursor_.position();
  if (cursor_.rest(kIndexMagic.size()) == kIndexMagic) {
    check_end();
    return false;
  }
  head_ = taken_from<BlockHeader>(cursor_);
  check_head();
  take_touches();
  left_ = head_.accesses;
  next_ = end_ = nullptr;
  ++blocks_;
  return true;
}

void NativeTraceReader::check_head() const {
  if (text_of(head_.magic) != kBlockMagic) fail("is no block");
  // No access takes less than a byte.
  if (head_.payload_bytes > kMostPayloadBytes || head_.payload_bytes == 0 ||
      head_.accesses > head_.payload_bytes) {
    fail(fmt::format("is a block of {} accesses in {} bytes", head_.accesses.value(),
                     head_.payload_bytes.value()));
  }
  if (head_.touch_bytes > kMostTouchBytes) {
    fail(fmt::format("is a block of {} bytes of touched pages", head_.touch_bytes.value()));
  }
  if (head_.first_access != given_) {
    fail(fmt::format("is the block of access {}, not of {}", head_.first_access.value(), given_));
  }
}

void NativeTraceReader::take_touches() {
  const std::string_view bytes = cursor_.take(head_.touch_bytes);
  if (checksum(bytes) != head_.touch_checksum) {
    fail("the block's touched pages are damaged: their checksum differs");
  }
  try {
    touches_ = decode_touches(bytes);
  } catch (const std::domain_error& fault) {
    fail(fault.what());
  }
  touch_ = 0;
}

void NativeTraceReader::take_payload() {
  payload_ = cursor_.take(head_.payload_bytes);
  if (checksum(payload_) != head_.checksum) fail("the block is damaged: its checksum differs");
  payload_.append(NativeAccessCode::kMostBytes, '\0');
  next_ = payload_.data();
  end_ = payload_.data() + head_.payload_bytes;
  code_ = {};
}

void NativeTraceReader::check_end() {
  at_end_ = true;
  const std::uint64_t index_offset = cursor_.position();
  const auto index = taken_from<IndexHeader>(cursor_);
  if (index.blocks != blocks_) {
    fail(fmt::format("the index is of {} blocks, not of {}", index.blocks.value(), blocks_));
  }
  const std::string_view entries = cursor_.take(index.blocks * sizeof(IndexEntry));
  if (checksum(entries) != index.checksum) fail("the index is damaged: its checksum differs");
  part_ = cursor_.position();
  const auto trailer = taken_from<Trailer>(cursor_);
  const std::string_view checked(reinterpret_cast<const char*>(&trailer),
                                 offsetof(Trailer, checksum));
  if (text_of(trailer.magic) != kTrailerMagic || checksum(checked) != trailer.checksum ||
      trailer.index_offset != index_offset || trailer.accesses != given_) {
    fail("the trailer does not agree with what stands before it");
  }
  if (!cursor_.at_end()) fail("something stands behind the trailer");
}

void NativeTraceReader::fail(const std::string& text) const { cursor_.fail_at(part_, text); }

}  // namespace htabsim
