// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include <boost/endian/arithmetic.hpp>

namespace htabsim {

/// An instruction in a trace of ChampSim's (facts T4). Addresses that are not used are 0.
struct ChampsimRecord {
  boost::endian::little_uint64_t ip;
  std::uint8_t is_branch;
  std::uint8_t branch_taken;
  std::array<std::uint8_t, 2> destination_registers;
  std::array<std::uint8_t, 4> source_registers;
  std::array<boost::endian::little_uint64_t, 2> destination_memory;
  std::array<boost::endian::little_uint64_t, 4> source_memory;
};
static_assert(sizeof(ChampsimRecord) == 64);
static_assert(offsetof(ChampsimRecord, destination_memory) == 16);
static_assert(offsetof(ChampsimRecord, source_memory) == 32);

/// The same in the form of the CloudSuite traces, from SPARC (ChampSim's inc/trace_instruction.h).
struct CloudsuiteRecord {
  boost::endian::little_uint64_t ip;
  std::uint8_t is_branch;
  std::uint8_t branch_taken;
  std::array<std::uint8_t, 4> destination_registers;
  std::array<std::uint8_t, 4> source_registers;
  std::array<std::uint8_t, 6> padding;
  std::array<boost::endian::little_uint64_t, 4> destination_memory;
  std::array<boost::endian::little_uint64_t, 4> source_memory;
  std::array<std::uint8_t, 2> asid;
  std::array<std::uint8_t, 6> padding_behind;
};
static_assert(sizeof(CloudsuiteRecord) == 96);
static_assert(offsetof(CloudsuiteRecord, destination_memory) == 24);
static_assert(offsetof(CloudsuiteRecord, asid) == 88);

}  // namespace htabsim
