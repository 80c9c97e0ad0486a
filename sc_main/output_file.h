// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace htabsim {

/// Writes a file so that a reader finds the old contents, if there were any, or the new ones, never
/// a part. Creates the folder it lies in. InputError if the place cannot be written to; nothing is
/// left behind then.
void write_file(const std::filesystem::path& file, std::string_view contents);

}  // namespace htabsim
