// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <ostream>

namespace htabsim {

/// Replaces a file as a whole, as write_file() does, with what `write` puts into a stream,
/// compressed if its name ends in .zst, .gz or .xz. Throws InputError if it cannot be written.
void write_compressed_file(const std::filesystem::path& file,
                           const std::function<void(std::ostream&)>& write);

/// A file's name without the extension that makes write_compressed_file() compress it.
std::filesystem::path without_compression(const std::filesystem::path& file);

/// Writes to a stream of C's. Throws std::system_error if that fails.
void write_to(std::FILE* out, const std::function<void(std::ostream&)>& write);

}  // namespace htabsim
