// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <ostream>
#include <string_view>
#include <system_error>

namespace htabsim {

/// Throws InputError that `file` cannot be written, and why.
[[noreturn]] void refuse_writing(const std::filesystem::path& file, const std::error_code& error);

/// Throws InputError if no file could be written there. Leaves nothing behind.
void try_writing(const std::filesystem::path& file);

/// Replaces a file as a whole: a reader finds the old contents or the new ones, never a part.
/// Creates its folder. Throws InputError, and leaves nothing behind, if the place cannot be written
/// to.
void write_file(const std::filesystem::path& file, std::string_view contents);

/// The same for contents that `write` puts into a stream bit by bit. An exception of `write` goes
/// on to the caller and leaves nothing behind.
void write_file(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write);

}  // namespace htabsim
