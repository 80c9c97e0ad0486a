// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/trace/last_touches.h"
#include "htabsim/model/trace/plain_access.h"
#include "htabsim/model/trace/touched_pages.h"

namespace htabsim {

/// What a trace has besides accesses, and how often.
struct TraceRemark {
  std::string what;  ///< in the plural
  std::uint64_t count = 0;

  friend bool operator==(const TraceRemark&, const TraceRemark&) = default;
};

/// Those that have occurred.
std::vector<TraceRemark> occurred(std::vector<TraceRemark> remarks);

/// Streams the accesses of one trace in order, whatever its format.
class TraceReader {
 public:
  TraceReader() = default;
  TraceReader(const TraceReader&) = delete;
  TraceReader& operator=(const TraceReader&) = delete;
  virtual ~TraceReader() = default;

  /// Reads the next access, or what the program does before it, into `access`; returns false at the
  /// end. Throws InputError with the place and what is wrong there.
  virtual bool next(PlainAccess& access) = 0;
  /// Passes over up to `count` accesses and gives how many there were: fewer only at the end.
  /// Appends each first touch of a page among them, even if what was read has touched it before,
  /// and adds the last touches; some before these may be among them, in their order. Throws as
  /// next() does, but not for what need not be read.
  virtual std::uint64_t skip(std::uint64_t count, PassedTouches& touches);
  /// The process that the next access is of, once, if skip() has passed over what told it.
  std::optional<std::uint32_t> take_skipped_process() {
    return std::exchange(skipped_process_, std::nullopt);
  }
  [[nodiscard]] virtual const std::string& file_name() const = 0;
  /// What else it has met until now; nothing that has not occurred.
  [[nodiscard]] virtual std::vector<TraceRemark> remarks() const { return {}; }
  /// Whether it is nobody's mistake that it has no access.
  [[nodiscard]] virtual bool may_be_empty() const { return false; }
  /// What to throw if an access, that of PlainAccess::line, cannot be used. May be called while
  /// another thread reads.
  [[nodiscard]] virtual InputError refusal(std::uint64_t line, const std::string& why) const {
    return {file_name(), line, why};
  }

 protected:
  /// Of what skip() has passed over.
  void note_skipped(const PlainAccess& item) {
    if (item.kind == PlainAccessKind::kProcess) skipped_process_ = item.process();
  }

 private:
  TouchedPages skipped_;
  std::optional<std::uint32_t> skipped_process_;
};

/// A trace without one access is not what anybody means to read: throws InputError that it has
/// none, and what it has instead.
[[noreturn]] void refuse_empty(const TraceReader& reader);

}  // namespace htabsim
