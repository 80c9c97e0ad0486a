// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "htabsim/model/explore/search_record.h"

namespace htabsim {

/// The file in which a search that was interrupted waits for whoever goes on with it.
class ExplorationCheckpoint {
 public:
  /// `title` says of what scenario and rules. InputError if no such file could be written.
  ExplorationCheckpoint(std::filesystem::path file, std::string title);

  /// What is there; nothing if there is no file. InputError if it is of another search.
  [[nodiscard]] std::optional<SearchRecord> read() const;
  void write(const SearchRecord& record) const;
  /// The search has come to its end.
  void remove() const;

 private:
  std::filesystem::path file_;
  std::string title_;
};

}  // namespace htabsim
