// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/trace/lackey_reader.h"
#include "htabsim/model/trace/trace_reader.h"

namespace htabsim {

/// What becomes of accesses to addresses that are a kernel's (UserAccesses).
enum class KernelAccesses : std::uint8_t { kKeep, kSkip };

class ReadShare;

/// How a trace's file is to be read.
struct TraceReading {
  std::string format;  ///< a TraceFormat's name, or a description of lines; empty: by its contents
  ProgramOutput output = ProgramOutput::kRefuse;
  KernelAccesses kernel = KernelAccesses::kKeep;
};

/// A format of plain traces.
struct TraceFormat {
  std::string name;     ///< for --format
  std::string meaning;  ///< for people
  /// Whether a file with these first bytes, kTraceStartBytes at most, is in the format.
  std::function<bool(std::string_view start)> recognises;
  std::function<std::unique_ptr<TraceReader>(InputFile file, const TraceReading& reading)> open;
};

inline constexpr std::size_t kTraceStartBytes = 64 * 1024;

/// All that there are, in the order in which a file is tried for them.
const std::vector<TraceFormat>& trace_formats();

struct OpenTrace {
  std::string format;  ///< TraceFormat::meaning
  std::unique_ptr<TraceReader> reader;
  std::shared_ptr<const ReadShare> share =
      {};  ///< how much of its file has been read, if it is one
};

/// Opens a plain trace, of the format asked for or the one that its contents have. Throws
/// UsageError if there is no such format, InputError if the file is empty or in no format that is
/// known.
OpenTrace open_trace(InputFile file, const TraceReading& reading = {});

/// The same of what is at `path`, which may also be a captured guest: its folder, or its events'
/// file alone. Throws InputError for a captured guest that is asked for in a format.
OpenTrace open_trace_or_guest(const std::filesystem::path& path, const TraceReading& reading = {});

/// Whether the trace is a captured guest's folder; a path that cannot be looked at is none.
bool is_captured_guest(const std::filesystem::path& path);
/// Whether a file that begins so has the events of a captured guest.
bool is_guest_events(std::string_view start);

}  // namespace htabsim
