// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace htabsim {

enum class TraceFormat : std::uint8_t {
  kGuestEvents,    ///< a captured guest's events file
  kLackey,         ///< a plain address trace of valgrind's lackey
  kCapturedGuest,  ///< the folder of a captured guest
};

std::string_view name(TraceFormat format);

/// Tells a trace by its contents, not its name. Throws InputError if it is none of these.
TraceFormat recognise_trace(const std::filesystem::path& path);

}  // namespace htabsim
