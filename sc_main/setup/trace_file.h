// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <utility>

namespace htabsim {

/// A plain trace for a processor, and the address space that it runs in.
struct TraceFile {
  std::filesystem::path path;
  std::string space;  ///< traces of the same name share one; empty: its own

  // A path alone is a trace in a space of its own.
  TraceFile(std::filesystem::path file, std::string its_space = {})
      : path(std::move(file)), space(std::move(its_space)) {}
  TraceFile(const char* file) : path(file) {}

  friend bool operator==(const TraceFile&, const TraceFile&) = default;
};

/// FILE or FILE@SPACE, - for standard input. A file with the whole name goes before. Throws
/// UsageError for a space without a name.
TraceFile parse_trace_file(const std::string& text);

}  // namespace htabsim
