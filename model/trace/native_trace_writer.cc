// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/native_trace_writer.h"

#include <algorithm>
#include <utility>

#include "htabsim/model/trace/native_touch_code.h"

namespace htabsim {

using namespace native_trace;

namespace {

template <class Struct>
std::string_view bytes_of(const Struct& layout) {
  return {reinterpret_cast<const char*>(&layout), sizeof layout};
}

template <std::size_t Size>
std::array<char, Size> magic(std::string_view text) {
  std::array<char, Size> bytes{};
  std::copy_n(text.begin(), Size, bytes.begin());
  return bytes;
}

}  // namespace

NativeTraceWriter::NativeTraceWriter(std::ostream& out, std::uint32_t block_accesses)
    : out_(out), block_accesses_(block_accesses) {
  put(bytes_of(FileHeader{magic<8>(kMagic), kVersion, 0, 0}));
}

void NativeTraceWriter::put(std::string_view bytes) {
  out_.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  offset_ += bytes.size();
}

void NativeTraceWriter::write(const PlainAccess& access) {
  tell_process();
  code_.encode(access, payload_);
  touched_.add(access, touches_.first);
  touches_.last.add(access);
  if (++in_block_ == block_accesses_) end_block();
}

bool NativeTraceWriter::write_between(const PlainAccess& item) {
  if (item.kind == PlainAccessKind::kProcess) {
    process_ = item.process();
    process_is_told_ = false;
  } else {
    tell_process();
    NativeAccessCode::encode_between(item, payload_);
    if (payload_.size() > kMostPayloadBytes / 2) end_block();
  }
  return true;
}

void NativeTraceWriter::tell_process() {
  if (!process_ || process_is_told_) return;
  PlainAccess item;
  item.kind = PlainAccessKind::kProcess;
  item.ea = Ea(*process_);
  NativeAccessCode::encode_between(item, payload_);
  process_is_told_ = true;
}

void NativeTraceWriter::end_block() {
  index_.push_back({offset_, accesses_});
  const std::string touches =
      encode_touches({std::exchange(touches_.first, {}), touches_.last.take()});
  put(bytes_of(BlockHeader{magic<4>(kBlockMagic), static_cast<std::uint32_t>(payload_.size()),
                           in_block_, checksum(payload_), accesses_,
                           static_cast<std::uint32_t>(touches.size()), checksum(touches)}));
  put(touches);
  put(payload_);
  accesses_ += in_block_;
  in_block_ = 0;
  process_is_told_ = false;
  payload_.clear();
  code_ = {};
}

void NativeTraceWriter::finish() {
  if (!payload_.empty()) end_block();
  const std::uint64_t index_offset = offset_;
  const std::string_view entries(reinterpret_cast<const char*>(index_.data()),
                                 index_.size() * sizeof(IndexEntry));
  put(bytes_of(IndexHeader{magic<4>(kIndexMagic), static_cast<std::uint32_t>(index_.size()),
                           checksum(entries)}));
  put(entries);
  Trailer trailer{index_offset, accesses_, 0, magic<4>(kTrailerMagic)};
  trailer.checksum = checksum(bytes_of(trailer).substr(0, offsetof(Trailer, checksum)));
  put(bytes_of(trailer));
}

}  // namespace htabsim
