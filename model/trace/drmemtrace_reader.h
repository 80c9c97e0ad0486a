// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/base/file_cursor.h"
#include "htabsim/model/trace/drmemtrace_record.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// Streams the accesses of one thread that DynamoRIO's drmemtrace has recorded (facts T3): an
/// instruction is a fetch, what it reads and writes comes behind it. Prefetches and flushes are no
/// accesses; a real address is known from the first use of its page on, where the trace has them.
class DrmemtraceReader final : public TraceReader {
 public:
  explicit DrmemtraceReader(FileCursor cursor) : cursor_(std::move(cursor)) {}

  /// Whether a file that begins so is one.
  static bool recognises(std::string_view start);

  bool next(PlainAccess& access) override;
  [[nodiscard]] const std::string& file_name() const override { return cursor_.file_name(); }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;

 private:
  enum class Remark : std::uint8_t { kPrefetch, kFlush, kNotFetched, kMarker, kEncoding };

  /// Whether the record is an access, which `access` then has.
  bool take(const DrmemtraceRecord& record, PlainAccess& access);
  /// The next instruction of a bundle, which stands behind the one before.
  bool take_bundled(PlainAccess& access);
  void take_marker(const DrmemtraceRecord& record);
  void begin_bundle(const DrmemtraceRecord& record);
  void check_version(const DrmemtraceRecord& record) const;
  bool make(PlainAccessKind kind, std::uint64_t size, Ea ea, PlainAccess& access);
  bool fetch(std::uint64_t size, Ea ea, PlainAccess& access);
  [[nodiscard]] GuestReal real_of(Ea ea) const;
  void note(Remark remark) { ++remarks_[static_cast<std::size_t>(remark)]; }
  [[noreturn]] void fail(const std::string& text) const;

  FileCursor cursor_;
  std::uint64_t records_ = 0;
  std::uint32_t thread_ = 0;
  std::uint16_t processor_ = PlainAccess::kNoProcessor;
  Ea behind_fetch_;  // of the instruction fetched last
  std::array<std::uint8_t, 8> bundle_{};
  std::size_t bundle_size_ = 0;
  std::size_t bundle_given_ = 0;
  std::uint64_t page_bytes_ = 4096;
  std::uint64_t physical_ = 0;
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> frames_;  // of pages, by their number
  std::array<std::uint64_t, 5> remarks_{};
};

}  // namespace htabsim
