// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/exploration_checkpoint.h"

#include <utility>

#include "htabsim/model/base/output_file.h"

namespace htabsim {

ExplorationCheckpoint::ExplorationCheckpoint(std::filesystem::path file, std::string title)
    : file_(std::move(file)), title_(std::move(title)) {
  try_writing(file_);
}

std::optional<SearchRecord> ExplorationCheckpoint::read() const {
  if (!std::filesystem::exists(file_)) return std::nullopt;
  return read_search_record(InputFile(file_), title_);
}

void ExplorationCheckpoint::write(const SearchRecord& record) const {
  write_file(file_, [&](std::ostream& out) { write_search_record(out, title_, record); });
}

void ExplorationCheckpoint::remove() const { std::filesystem::remove(file_); }

}  // namespace htabsim
