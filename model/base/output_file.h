// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string_view>

namespace htabsim {

/// Writes a file so that a reader finds the old contents, if there were any, or the new ones, never
/// a part. Creates the folder it lies in. InputError if the place cannot be written to; nothing is
/// left behind then.
void write_file(const std::filesystem::path& file, std::string_view contents);

/// The same for contents that `write` puts into a stream bit by bit. What it throws goes on to the
/// caller, and nothing is left behind then either.
void write_file(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write);

}  // namespace htabsim
