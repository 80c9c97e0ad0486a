// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace htabsim {

/// A migration file of QEMU's begins with these two words (QEMU_VM_FILE_MAGIC, ..._VERSION).
inline constexpr std::uint32_t kVmFileMagic = 0x5145'564d;
inline constexpr std::uint32_t kVmFileVersion = 3;

/// What a record of the file begins with: QEMU_VM_...
enum class VmRecord : std::uint8_t {
  kEof = 0x00,
  kSectionStart = 0x01,
  kSectionPart = 0x02,
  kSectionEnd = 0x03,
  kSectionFull = 0x04,
  kSubsection = 0x05,
  kDescription = 0x06,
  kConfiguration = 0x07,
  kCommand = 0x08,
  kSectionFooter = 0x7e,
};

}  // namespace htabsim
