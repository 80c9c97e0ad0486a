// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <utility>

namespace htabsim {

/// The right to do something that one process at a time may do, on whatever machine: a lock on a
/// file, which the kernel gives back when the process ends, however that ends.
class Claim {
 public:
  /// Nothing if another one has it. InputError if the file cannot be written.
  static std::optional<Claim> try_take(const std::filesystem::path& file);
  /// Waits until nobody else has it. InputError as above.
  static Claim take(const std::filesystem::path& file);
  /// Whether anyone has it now; this takes nothing.
  static bool is_taken(const std::filesystem::path& file);

  Claim(Claim&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  Claim& operator=(Claim&&) = delete;
  ~Claim();

  /// In a child process: the program that it becomes keeps the claim until its end.
  void keep_across_exec() const;

 private:
  explicit Claim(int file) : file_(file) {}

  int file_;
};

}  // namespace htabsim
