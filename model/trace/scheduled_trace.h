// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "htabsim/model/trace/drmemtrace_recording.h"
#include "htabsim/model/trace/thread_instructions.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// What one processor of a recording ran: its threads' accesses, in the recorded order. A thread's
/// file is open from its first stretch on the processor to its last one there.
class ScheduledTrace final : public TraceReader {
 public:
  /// `processor` is an index into the recording's.
  ScheduledTrace(std::shared_ptr<const DrmemtraceRecording> recording, std::size_t processor);

  /// Throws InputError also for a thread that has fewer instructions than its schedule says.
  bool next(PlainAccess& access) override;
  /// That of the schedule; InputErrors are of the threads' files.
  [[nodiscard]] const std::string& file_name() const override { return file_name_; }
  [[nodiscard]] std::vector<TraceRemark> remarks() const override;
  // A thread may have come to the processor to end there.
  [[nodiscard]] bool may_be_empty() const override { return true; }
  [[nodiscard]] InputError refusal(std::uint64_t line, const std::string& why) const override;

 private:
  struct OpenThread {
    ThreadInstructions instructions;
    std::size_t stretches_left = 0;  // on this processor
    std::uint64_t number = 0;        // of its file
  };

  [[nodiscard]] const std::vector<DrmemtraceStretch>& stretches() const;
  OpenThread& opened(std::uint64_t thread);
  void begin_stretch();
  void end_stretch();
  void require(std::uint64_t instructions) const;

  std::shared_ptr<const DrmemtraceRecording> recording_;
  std::size_t processor_;
  std::string file_name_;
  std::map<std::uint64_t, OpenThread> threads_;
  OpenThread* running_ = nullptr;  // in the stretch that has begun, if one has
  std::size_t at_ = 0;             // stretch
  std::uint64_t changes_ = 0;      // of the thread
};

}  // namespace htabsim
