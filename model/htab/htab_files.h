// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/htab/htab_reader.h"
#include "htabsim/model/htab/htab_writer.h"

namespace htabsim {

/// Bits of the flags of KVM_PPC_GET_HTAB_FD (R2).
namespace htab_flag {
inline constexpr std::uint64_t kBoltedOnly = 0x1;
inline constexpr std::uint64_t kWrite = 0x2;
}  // namespace htab_flag

/// What a descriptor opened with these flags gives as valid.
constexpr EntryFilter entry_filter(std::uint64_t flags) {
  return any(flags, htab_flag::kBoltedOnly) ? EntryFilter::bolted_only : EntryFilter::all;
}

/// A descriptor's number.
enum class HtabFd : unsigned {};

struct OpenResult {
  HtabFd descriptor{};
  std::optional<HtabErrno> error;

  friend bool operator==(const OpenResult&, const OpenResult&) = default;
};

struct HtabFilesOptions {
  HeaderOrder header_order = HeaderOrder::kBig;
  LockBit lock_bit = LockBit::kEmitted;
  HtabWriteParsing write_parsing = HtabWriteParsing::safe;
  unsigned most_open = 1024;  ///< RLIMIT_NOFILE
};

/// The number of bytes that one call may move. The kernel's file layer limits a larger count (R7).
constexpr std::size_t io_count(std::size_t asked) {
  return asked < 0x7ffff000 ? asked : 0x7ffff000;
}

/// The HTAB descriptors of a process that runs one guest (R1 to R7). Any number may be open, in
/// both directions. A new one gets the lowest free number, from 0.
class HtabFiles {
 public:
  /// `partition` is the guest whose table is read and written, and must outlive this.
  HtabFiles(Partition& partition, const HtabFilesOptions& options)
      : partition_(partition), options_(options) {}

  /// Opens a descriptor; any start index is accepted (R3). kInvalid: flags other than htab_flag's.
  /// kTooManyFiles: no descriptor is left.
  OpenResult open(std::uint64_t flags, std::uint64_t start_index);
  /// As HtabReader::read(); kBadFd unless the descriptor is open for reading.
  IoResult read(HptPort& port, HtabFd descriptor, std::span<std::byte> buffer);
  /// As HtabWriter::write(); kBadFd unless the descriptor is open for writing.
  IoResult write(HptPort& port, HtabFd descriptor, std::span<const std::byte> bytes);
  /// Closes a descriptor; kBadFd if it is not open. A call in progress goes on, and the interest in
  /// changes ends with that call (R6).
  std::optional<HtabErrno> close(HtabFd descriptor);

 private:
  class ReadFile;
  struct File;

  [[nodiscard]] std::shared_ptr<File> find(HtabFd descriptor) const;

  Partition& partition_;
  HtabFilesOptions options_;
  std::vector<std::shared_ptr<File>> files_;  // at a descriptor's number; null where it is free
};

}  // namespace htabsim
