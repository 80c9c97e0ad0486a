// SPDX-License-Identifier: Apache-2.0
#include "sc_main/config/shipped_folder.h"

#include <algorithm>
#include <cstdlib>
#include <new>
#include <ranges>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "htabsim/model/base/input_error.h"
#include "sc_main/config/this_program.h"

namespace htabsim {

namespace {

/// Beside the program, as in the folder that it is built in, and where it is installed.
std::vector<std::filesystem::path> folders_of_the_program(std::string_view name) {
  const auto program_folder = this_program().parent_path();
  return {program_folder / name, (program_folder / HTABSIM_SHARE / name).lexically_normal()};
}

bool is_folder(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_directory(path, error);
}

InputError no_folder(const ShippedFolder& folder,
                     const std::vector<std::filesystem::path>& folders) {
  const auto text = [](const std::filesystem::path& path) { return path.string(); };
  return {
      std::string(folder.name), InputError::kNoLine,
      fmt::format("there is no folder {}; {} can name another",
                  fmt::join(folders | std::views::transform(text), ", nor "), folder.environment)};
}

}  // namespace

std::filesystem::path path_of(const ShippedFolder& folder) {
  const char* chosen = std::getenv(std::string(folder.environment).c_str());
  if (chosen && *chosen) return chosen;
  const std::vector<std::filesystem::path> folders = folders_of_the_program(folder.name);
  const auto found = std::ranges::find_if(folders, is_folder);
  if (found == folders.end()) throw no_folder(folder, folders);
  return *found;
}

std::vector<std::string> names_in(const ShippedFolder& folder) {
  const std::filesystem::path path = path_of(folder);
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    if (entry.path().extension() == folder.extension) {
      names.push_back(entry.path().stem().string());
    }
  }
  if (error == std::errc::not_enough_memory) throw std::bad_alloc();
  if (error) {
    throw InputError(path.string(), InputError::kNoLine,
                     fmt::format("cannot read the folder of {} ({}); {} can name another",
                                 folder.name, error.message(), folder.environment));
  }
  std::ranges::sort(names);
  return names;
}

}  // namespace htabsim
