// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace htabsim {

/// Lists the values that an option may have, where they are names.
using ValueNames = std::vector<std::string> (*)();

/// What is said of a command beside its options, in the manual and by --help. Paragraphs are apart
/// by an empty line; lines that begin with two blanks are to be typed.
struct CommandText {
  std::string_view description;
  std::string_view examples;
};

/// An option as it was described, or an argument that is known by its place.
struct OptionDescription {
  enum class Times : std::uint8_t { kOnce, kAgain };

  std::vector<std::string> names;  ///< "-o", "--output"; of an argument "FILE"
  std::string meaning;
  std::string value;  ///< what stands for its value; empty: it has none, or is an argument
  bool is_argument = false;
  bool is_required = false;
  Times times = Times::kOnce;
  ValueNames value_names = nullptr;
};

/// A command as it was described, with those below it.
struct CommandDescription {
  std::string name;
  std::string meaning;
  CommandText text;
  bool needs_command = false;  ///< one of those below must be named
  std::vector<OptionDescription> options;
  std::vector<CommandDescription> commands;
};

}  // namespace htabsim
