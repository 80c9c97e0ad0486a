// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/trace_output.h"

#include "htabsim/model/trace/champsim_writer.h"
#include "htabsim/model/trace/csv_writer.h"
#include "htabsim/model/trace/drmemtrace_view_writer.h"
#include "htabsim/model/trace/lackey_writer.h"
#include "htabsim/model/trace/native_trace_writer.h"

namespace htabsim {

namespace {

template <class Writer>
std::unique_ptr<TraceWriter> writer(std::ostream& out) {
  return std::make_unique<Writer>(out);
}

constexpr TraceOutput kOutputs[] = {
    {"native", "all", ".htrace", writer<NativeTraceWriter>},
    {"lackey", "kinds, addresses, sizes", ".lackey", writer<LackeyWriter>},
    {"champsim", "kinds, addresses", ".champsim", writer<ChampsimWriter>},
    {"drmemtrace-view", "kinds, addresses, sizes, threads", ".view", writer<DrmemtraceViewWriter>},
    {"csv", "all", ".csv", writer<CsvWriter>},
};

}  // namespace

std::span<const TraceOutput> trace_outputs() { return kOutputs; }

}  // namespace htabsim
