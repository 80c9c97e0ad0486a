// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

#include "htabsim/model/base/line_reader.h"

namespace htabsim {

enum class TraceFormat : std::uint8_t {
  kGuestEvents,    ///< a captured guest's events file
  kLackey,         ///< a plain address trace of valgrind's lackey
  kCapturedGuest,  ///< the folder of a captured guest
};

std::string_view name(TraceFormat format);

/// Whether the trace is a captured guest's folder; a path that cannot be looked at is none.
bool is_captured_guest(const std::filesystem::path& path);

/// Tells a trace's file by its first line, which stays to be read: the file may be a pipe. Throws
/// InputError if it is empty or none of these.
TraceFormat recognise_trace(LineReader& lines);

}  // namespace htabsim
