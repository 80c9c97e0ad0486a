// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/input_hashes.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nettle/sha2.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

class Sha256 {
 public:
  Sha256() { sha256_init(&context_); }

  void add(std::string_view bytes) {
    sha256_update(&context_, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  }
  std::string hex() {
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
    sha256_digest(&context_, digest.size(), digest.data());
    return fmt::format("{:02x}", fmt::join(digest, ""));
  }

 private:
  sha256_ctx context_;
};

[[noreturn]] void refuse_reading(const std::filesystem::path& file, const std::string& why) {
  throw InputError(file.string(), InputError::kNoLine, why);
}

std::string file_hash(const std::filesystem::path& file) {
  if (!std::filesystem::is_regular_file(file)) {
    refuse_reading(file, "is no regular file, and each run of a sweep reads it anew");
  }
  errno = 0;
  std::ifstream stream(file, std::ios::binary);
  if (!stream) refuse_reading(file, "cannot read: " + std::generic_category().message(errno));
  Sha256 sum;
  std::vector<char> block(std::size_t{1} << 20);
  while (stream.read(block.data(), static_cast<std::streamsize>(block.size())) ||
         stream.gcount() > 0) {
    sum.add({block.data(), static_cast<std::size_t>(stream.gcount())});
  }
  if (stream.bad()) refuse_reading(file, "cannot be read to its end");
  return sum.hex();
}

std::string folder_hash(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::string names_and_hashes;
  for (const auto& file : files) {
    names_and_hashes +=
        fmt::format("{} {}\n", file_hash(file), file.lexically_relative(folder).string());
  }
  return text_hash(names_and_hashes);
}

}  // namespace

std::string text_hash(const std::string& text) {
  Sha256 sum;
  sum.add(text);
  return sum.hex();
}

const std::string& InputHashes::of(const std::filesystem::path& input) {
  const auto found = known_.find(input);
  if (found != known_.end()) return found->second;
  if (!std::filesystem::exists(input)) refuse_reading(input, "there is no such file");
  std::string hash = std::filesystem::is_directory(input) ? folder_hash(input) : file_hash(input);
  return known_.emplace(input, std::move(hash)).first->second;
}

}  // namespace htabsim
