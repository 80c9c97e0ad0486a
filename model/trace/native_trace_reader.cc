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
  if (header.version != kVersion || header.flags != 0) {
    fail(fmt::format("is of version {}.{} of htabsim's traces; {}.0 is read",
                     header.version.value(), header.flags.value(), kVersion));
  }
}

bool NativeTraceReader::next(PlainAccess& access) {
  while (left_ == 0) {
    if (!take_block()) return false;
  }
  try {
    next_ = code_.decode(next_, access);
  } catch (const std::domain_error& fault) {
    fail(fmt::format("access {} {}", given_ + 1, fault.what()));
  }
  access.line = ++given_;
  const char* const end = payload_.data() + payload_.size() - NativeAccessCode::kMostBytes;
  if (next_ > end || (--left_ == 0 && next_ != end)) fail("the block's accesses do not fill it");
  return true;
}

bool NativeTraceReader::take_block() {
  if (at_end_) return false;
  part_ = cursor_.position();
  if (cursor_.rest(kIndexMagic.size()) == kIndexMagic) {
    check_end();
    return false;
  }
  const auto header = taken_from<BlockHeader>(cursor_);
  if (text_of(header.magic) != kBlockMagic) fail("is no block");
  if (header.payload_bytes > kMostPayloadBytes || header.accesses == 0) {
    fail(fmt::format("is a block of {} accesses in {} bytes", header.accesses.value(),
                     header.payload_bytes.value()));
  }
  payload_ = cursor_.take(header.payload_bytes);
  if (checksum(payload_) != header.checksum) fail("the block is damaged: its checksum differs");
  if (header.first_access != given_) {
    fail(fmt::format("is the block of access {}, not of {}", header.first_access.value(), given_));
  }
  payload_.append(NativeAccessCode::kMostBytes, '\0');
  next_ = payload_.data();
  left_ = header.accesses;
  code_ = {};
  ++blocks_;
  return true;
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
