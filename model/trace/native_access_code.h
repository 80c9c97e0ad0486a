// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include <boost/unordered/unordered_flat_map.hpp>

#include "htabsim/model/trace/plain_access.h"

namespace htabsim {

/// The code of the accesses in one block of a native trace (docs/trace-format.md). A byte has the
/// kind, how the address follows and the size; what a prediction from the accesses before gives
/// takes no more. Writer and reader each keep one, and hold it at the same state.
class NativeAccessCode {
 public:
  /// How the address of an access is given.
  enum class Address : std::uint8_t {
    kPredicted,  ///< behind the last instruction; a stride behind what the instruction did last
    kNear,       ///< where the last jump from here went; a byte with sign from what it did last
    kFar,        ///< three bytes with sign from the last instruction, or from what it did last
    kWhole,      ///< eight bytes
  };

  /// No access and what is said of it takes more.
  static constexpr std::size_t kMostBytes = 64;

  /// Appends the access to `to`. The number of its line is not kept. Throws std::domain_error if
  /// its page has a size that none has, or its real address is not at the same place of a 4K page
  /// as its effective one.
  void encode(const PlainAccess& access, std::string& to);
  /// Appends what is between two accesses.
  static void encode_between(const PlainAccess& item, std::string& to);
  /// Reads an access, or what is between two, from `from`, behind which there are kMostBytes that
  /// may be read, and returns where the next one begins. Throws std::domain_error for what is no
  /// code of this version.
  const char* decode(const char* from, PlainAccess& access);

 private:
  static constexpr unsigned kTableBits = 10;

  /// What an instruction did last.
  struct Operand {
    std::uint64_t address = 0;
    std::uint64_t stride = 0;
  };

  void encode_fetch(const PlainAccess& access, std::string& to);
  void encode_data(const PlainAccess& access, std::string& to);
  Ea decode_fetch(Address how, std::uint16_t bytes, const char*& from);
  Ea decode_data(Address how, const char*& from);
  void encode_context(const PlainAccess& access, std::string& to);
  void encode_real(const PlainAccess& access, std::string& to);
  const char* decode_event(const char* from);
  /// Where the instruction behind the last one was when it did not just follow.
  std::uint64_t& jump_target();
  /// Of the data access that comes now.
  Operand& operand();
  void fetched(std::uint64_t address, std::uint64_t bytes);
  static void accessed(Operand& operand, std::uint64_t address);
  [[nodiscard]] GuestReal real_of(std::uint64_t address) const;

  std::uint64_t fetch_ = 0;          // the address of the last instruction
  std::uint64_t behind_fetch_ = 0;   // and that behind it
  std::uint64_t data_accesses_ = 0;  // of it until now
  std::array<std::uint64_t, std::size_t{1} << kTableBits> jumps_{};
  std::array<Operand, std::size_t{1} << kTableBits> operands_{};
  PlainAccess context_;  // of the next access: its thread, processor and page size
  boost::unordered_flat_map<std::uint64_t, std::uint64_t> frames_;  // of 4K pages, by number
};

}  // namespace htabsim
