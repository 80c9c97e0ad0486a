// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "htabsim/model/isa/hpte.h"

namespace htabsim::htab_test {

/// A group of the stream as a test expects or writes it.
struct TestGroup {
  std::uint32_t index = 0;
  std::vector<Hpte> valid;
  std::uint16_t n_invalid = 0;
};

/// The big-endian bytes of groups, in hex, put together without the model's own encoder (R8, R9).
inline std::string hex(std::initializer_list<TestGroup> groups) {
  std::string text;
  for (const TestGroup& group : groups) {
    text += fmt::format("{:08x}{:04x}{:04x}", group.index, group.valid.size(), group.n_invalid);
    for (const Hpte& entry : group.valid) text += fmt::format("{:016x}{:016x}", entry.v, entry.r);
  }
  return text;
}

inline std::string hex(std::span<const std::byte> bytes) {
  std::string text;
  for (const std::byte byte : bytes) text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
  return text;
}

inline std::vector<std::byte> bytes_of(const std::string& text) {
  std::vector<std::byte> bytes;
  for (std::size_t at = 0; at + 1 < text.size(); at += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoul(text.substr(at, 2), nullptr, 16)));
  }
  return bytes;
}

inline std::vector<std::byte> stream(std::initializer_list<TestGroup> groups) {
  return bytes_of(hex(groups));
}

}  // namespace htabsim::htab_test
