// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "capi/open_htab.h"

namespace htabsim {

/// Which of the process's descriptors are HTAB descriptors. Each holds its number in the process's
/// file table by a file that can neither be read nor written, so that no other file gets it.
class Descriptors {
 public:
  /// Throws std::system_error with what open() gives: EMFILE, ENFILE.
  static int add(std::shared_ptr<OpenHtab> file);
  /// The file, or null for a number that is not one of these, or that the process has meanwhile
  /// given to another file behind our back, as by dup2(). Takes no lock for a number that never was
  /// one, so that read() and write() stay safe in signal handlers.
  static std::shared_ptr<OpenHtab> find(int number) noexcept;
  /// The number is about to be closed. A call in progress on its file ends first (R6).
  static void forget(int number) noexcept;

 private:
  Descriptors();
  static Descriptors& of_process();
  std::shared_ptr<OpenHtab> at(int number);
  void place(int number, std::shared_ptr<OpenHtab> file);
  /// Unless another thread has put another file there meanwhile.
  void take_away(int number, const std::shared_ptr<OpenHtab>& file);

  std::mutex mutex_;
  std::vector<std::shared_ptr<OpenHtab>> files_;  // at its number
};

}  // namespace htabsim
