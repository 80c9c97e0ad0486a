// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "htabsim/model/trace/trace_format.h"
#include "htabsim/model/trace/trace_reader.h"
#include "sc_main/setup/trace_file.h"

namespace htabsim {

/// The plain traces of a guest, one for each simulated processor.
struct OpenedTraces {
  std::vector<std::unique_ptr<TraceReader>> readers;
  std::vector<std::shared_ptr<const ReadShare>>
      shares;                      ///< of the readers' files, if they have one
  std::vector<TraceFile> places;   ///< of the readers: files and address spaces
  std::vector<std::string> notes;  ///< for people
};

/// Opens them: a file is one; of a folder that drmemtrace has recorded there is one for each
/// recorded processor, all in one space. Throws InputError for what cannot be used, and UsageError
/// for a format that there is not.
OpenedTraces open_traces(const std::vector<TraceFile>& files, const TraceReading& reading);

}  // namespace htabsim
