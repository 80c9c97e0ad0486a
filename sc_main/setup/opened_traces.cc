// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/opened_traces.h"

#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/text_table.h"
#include "htabsim/model/trace/drmemtrace_recording.h"
#include "htabsim/model/trace/scheduled_trace.h"
#include "htabsim/model/trace/user_accesses.h"

namespace htabsim {

namespace {

OpenTrace open_file(const std::filesystem::path& path, const TraceReading& reading) {
  if (is_captured_guest(path)) {
    throw InputError(path.string(), InputError::kNoLine,
                     "is a folder, not a plain trace; a captured guest is given with --guest");
  }
  InputFile file(path);
  if (reading.format.empty() && is_guest_events(file.peek(kTraceStartBytes))) {
    throw InputError(path.string(), InputError::kNoLine,
                     "holds the events of a captured guest, not a plain trace; give the "
                     "guest's folder with --guest");
  }
  return open_trace(std::move(file), reading);
}

std::string processors_text(const DrmemtraceRecording& recording) {
  std::vector<std::uint64_t> numbers;
  for (const DrmemtraceProcessor& processor : recording.processors) {
    numbers.push_back(processor.number);
  }
  std::string text = fmt::format("processors {} as recorded", fmt::join(numbers, ", "));
  const std::size_t others = recording.processors_without_files;
  if (others == 0) return text;
  return text + fmt::format("; there is no file of the threads of {}", counted(others, "other"));
}

/// A space without a name is the recording's own, as each has a number.
void open_recording(TraceFile folder, const TraceReading& reading, OpenedTraces& to) {
  if (!reading.format.empty() && reading.format != "drmemtrace") {
    throw InputError(
        folder.path.string(), InputError::kNoLine,
        fmt::format("is a recording of drmemtrace, not of the format \"{}\"", reading.format));
  }
  const auto recording =
      std::make_shared<const DrmemtraceRecording>(open_drmemtrace_recording(folder.path));
  if (folder.space.empty()) {
    folder.space = fmt::format("{} #{}", folder.path.string(), to.readers.size());
  }
  for (std::size_t i = 0; i < recording->processors.size(); ++i) {
    std::unique_ptr<TraceReader> reader = std::make_unique<ScheduledTrace>(recording, i);
    to.readers.push_back(reading.kernel == KernelAccesses::kSkip
                             ? std::make_unique<UserAccesses>(std::move(reader))
                             : std::move(reader));
    to.shares.push_back(nullptr);
    to.places.push_back(folder);
  }
  to.notes.push_back(fmt::format("{}: {}", folder.path.string(), processors_text(*recording)));
}

}  // namespace

OpenedTraces open_traces(const std::vector<TraceFile>& files, const TraceReading& reading) {
  OpenedTraces opened;
  for (const TraceFile& file : files) {
    if (is_drmemtrace_recording(file.path)) {
      open_recording(file, reading, opened);
      continue;
    }
    OpenTrace trace = open_file(file.path, reading);
    opened.readers.push_back(std::move(trace.reader));
    opened.shares.push_back(std::move(trace.share));
    opened.places.push_back(file);
  }
  return opened;
}

}  // namespace htabsim
