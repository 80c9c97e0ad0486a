// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/drmemtrace_reader.h"

#include <bit>
#include <cstring>
#include <utility>

#include <fmt/format.h>

namespace htabsim {

using namespace drmemtrace;

namespace {

bool between(std::uint16_t type, std::uint16_t first, std::uint16_t last) {
  return type >= first && type <= last;
}

bool is_instruction(std::uint16_t type) {
  return between(type, kInstruction, kLastBranch) || type == kSysenter || type == kTakenJump ||
         type == kUntakenJump;
}

bool is_prefetch(std::uint16_t type) {
  return between(type, kFirstPrefetch, kLastPrefetch) || type == kHardwarePrefetch ||
         between(type, kLaterPrefetch, kLastLaterPrefetch);
}

}  // namespace

bool DrmemtraceReader::recognises(std::string_view start) {
  DrmemtraceRecord first;
  if (start.size() < sizeof first) return false;
  std::memcpy(&first, start.data(), sizeof first);
  constexpr std::uint64_t kNoVersionYet = 0x10000;
  return first.type == kHeader && first.size == 0 && first.address < kNoVersionYet;
}

bool DrmemtraceReader::next(PlainAccess& access) {
  if (bundle_given_ != bundle_size_) return take_bundled(access);
  while (!cursor_.at_end()) {
    DrmemtraceRecord record;
    std::memcpy(&record, cursor_.take(sizeof record).data(), sizeof record);
    ++records_;
    if (take(record, access)) return true;
  }
  return false;
}

bool DrmemtraceReader::take(const DrmemtraceRecord& record, PlainAccess& access) {
  const std::uint16_t type = record.type;
  const Ea ea(record.address);
  if (is_instruction(type)) return fetch(record.size, ea, access);
  if (type == kRead) return make(PlainAccessKind::kLoad, record.size, ea, access);
  if (type == kWrite) return make(PlainAccessKind::kStore, record.size, ea, access);
  if (type == kBundle) {
    begin_bundle(record);
    return bundle_size_ != 0 && take_bundled(access);
  }
  if (type == kMarker) {
    take_marker(record);
  } else if (type == kThread) {
    thread_ = static_cast<std::uint32_t>(record.address);
  } else if (type == kHeader) {
    check_version(record);
  } else if (is_prefetch(type)) {
    note(Remark::kPrefetch);
  } else if (between(type, kFirstFlush, kLastFlush)) {
    note(Remark::kFlush);
  } else if (type == kNotFetched) {
    note(Remark::kNotFetched);
  } else if (type == kEncoding) {
    note(Remark::kEncoding);
  } else if (type != kThreadExit && type != kProcess && type != kFooter) {
    fail(fmt::format("has type {}, which drmemtrace does not have", type));
  }
  return false;
}

void DrmemtraceReader::check_version(const DrmemtraceRecord& record) const {
  const std::uint64_t version = record.address;
  if (version >= kFirstVersion && version <= kLastVersion) return;
  fail(fmt::format("is of version {} of drmemtrace; versions {} to {} are read", version,
                   kFirstVersion, kLastVersion));
}

void DrmemtraceReader::begin_bundle(const DrmemtraceRecord& record) {
  if (record.size > bundle_.size()) {
    fail(fmt::format("is a bundle of {} instructions, more than {}", record.size.value(),
                     bundle_.size()));
  }
  std::memcpy(bundle_.data(), &record.address, bundle_.size());
  bundle_size_ = record.size;
  bundle_given_ = 0;
}

bool DrmemtraceReader::take_bundled(PlainAccess& access) {
  return fetch(bundle_[bundle_given_++], behind_fetch_, access);
}

// A page's real address stands before its virtual one.
void DrmemtraceReader::take_marker(const DrmemtraceRecord& record) {
  note(Remark::kMarker);
  switch (static_cast<Marker>(record.size.value())) {
    case Marker::kProcessor:
      processor_ = record.address < PlainAccess::kNoProcessor
                       ? static_cast<std::uint16_t>(record.address)
                       : PlainAccess::kNoProcessor;
      break;
    case Marker::kPhysicalAddress:
      physical_ = record.address;
      break;
    case Marker::kVirtualAddress:
      frames_[record.address / page_bytes_] = physical_ / page_bytes_ * page_bytes_;
      break;
    case Marker::kPageSize:
      if (!std::has_single_bit(record.address.value())) {
        fail(fmt::format("says that pages have {} bytes", record.address.value()));
      }
      page_bytes_ = record.address;
      break;
  }
}

bool DrmemtraceReader::fetch(std::uint64_t size, Ea ea, PlainAccess& access) {
  behind_fetch_ = ea + size;
  return make(PlainAccessKind::kFetch, size, ea, access);
}

bool DrmemtraceReader::make(PlainAccessKind kind, std::uint64_t size, Ea ea, PlainAccess& access) {
  if (size == 0 || size > kMaxAccessBytes) {
    fail(fmt::format("is an access of {} bytes, not 1 to {}", size, kMaxAccessBytes));
  }
  access.kind = kind;
  access.page_shift = 0;
  access.size = static_cast<std::uint16_t>(size);
  access.thread = thread_;
  access.ea = ea;
  access.real = frames_.empty() ? PlainAccess::kNoReal : real_of(ea);
  access.line = records_;
  access.processor = processor_;
  return true;
}

GuestReal DrmemtraceReader::real_of(Ea ea) const {
  const auto frame = frames_.find(ea.value() / page_bytes_);
  if (frame == frames_.end()) return PlainAccess::kNoReal;
  return GuestReal(frame->second | ea.value() % page_bytes_);
}

std::vector<TraceRemark> DrmemtraceReader::remarks() const {
  constexpr std::string_view kWhat[] = {"prefetches", "flushes", "instructions without a fetch",
                                        "markers", "encodings"};
  std::vector<TraceRemark> all;
  for (std::size_t i = 0; i < remarks_.size(); ++i) {
    all.push_back({std::string(kWhat[i]), remarks_[i]});
  }
  return occurred(std::move(all));
}

void DrmemtraceReader::fail(const std::string& text) const {
  cursor_.fail_at(cursor_.position() - sizeof(DrmemtraceRecord),
                  fmt::format("record {} {}", records_, text));
}

}  // namespace htabsim
