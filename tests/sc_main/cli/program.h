// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/wait.h>

#include "tests/model/base/temporary_folder.h"

namespace htabsim {

/// What one run of the real program left behind.
struct ProgramResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};

/// Runs the program with these arguments; `environment` is put before it as the shell has it.
inline ProgramResult run_program(const std::vector<std::string>& arguments,
                                 const std::string& environment = "") {
  const TemporaryFolder folder;
  std::string command = environment + " '" HTABSIM_PROGRAM "'";
  for (const std::string& argument : arguments) command += " '" + argument + "'";
  command += " >'" + (folder / "out").string() + "' 2>'" + (folder / "err").string() + "'";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents_of(folder / "out"),
          contents_of(folder / "err")};
}

/// Whether this line is in the text, and not the first one.
inline bool has_line(const std::string& text, const std::string& line) {
  return text.find("\n" + line + "\n") != std::string::npos;
}

/// Exit code 2, nothing on standard output, and on standard error just the line
/// "htabsim: `message`".
inline void expect_input_error(const ProgramResult& result, const std::string& message) {
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_EQ(result.err, "htabsim: " + message + "\n");
}

/// The same for a message of which only the end is given.
inline void expect_input_error_ending(const ProgramResult& result, const std::string& end) {
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(result.err.starts_with("htabsim: ")) << result.err;
  EXPECT_TRUE(result.err.ends_with(end + "\n")) << result.err;
  EXPECT_EQ(std::ranges::count(result.err, '\n'), 1) << result.err;
}

}  // namespace htabsim
