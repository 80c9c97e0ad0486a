// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace htabsim {

/// What traces and guests contain, as SHA-256 in hex. Each file is read once.
class InputHashes {
 public:
  /// Of a file, or of a folder: of the names and contents of all files in it. InputError if it
  /// cannot be read, or is a pipe, which could not be read again by each run.
  const std::string& of(const std::filesystem::path& input);

 private:
  std::map<std::filesystem::path, std::string> known_;
};

/// SHA-256 of a text, in hex.
std::string text_hash(const std::string& text);

}  // namespace htabsim
