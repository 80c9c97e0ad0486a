// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include <boost/describe/enum.hpp>

#include "htabsim/model/base/input_file.h"
#include "htabsim/model/ordering/litmus_test.h"

namespace htabsim {

/// Whether the architecture allows a test's outcome.
enum class ArchitectureSays : std::uint8_t { allowed, forbidden };
BOOST_DESCRIBE_ENUM(ArchitectureSays, allowed, forbidden)

/// Whether hardware has shown it.
enum class HardwareHas : std::uint8_t { seen, unseen };
BOOST_DESCRIBE_ENUM(HardwareHas, seen, unseen)

/// A test, and what is known of it.
struct KnownLitmusTest {
  LitmusTest test;
  std::optional<ArchitectureSays> architecture;
  std::optional<HardwareHas> hardware;
};

/// Reads a file with a test a line: its name and, separated by white space, what the architecture
/// says and whether hardware has shown it. Lines that begin with # say nothing. InputError for any
/// other line, and for a file without a test.
std::vector<KnownLitmusTest> read_litmus_file(InputFile file);

}  // namespace htabsim
