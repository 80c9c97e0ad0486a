// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "htabsim/model/htab/stream_format.h"
#include "sc_main/hostdata/shown_groups.h"

namespace htabsim {

/// One read of the HTAB descriptor that returned.
struct HtabRead {
  std::uint64_t line = 0;
  std::int64_t begin_ns = 0;
  std::int64_t end_ns = 0;
  std::uint64_t requested = 0;
  std::uint64_t returned = 0;
  ShownGroups groups;
};

/// What a client did with the HTAB descriptor it read most, by a trace of its calls.
struct HtabTrace {
  std::string file;
  int descriptor = -1;
  std::size_t descriptors = 0;  ///< how many KVM_PPC_GET_HTAB_FD returned
  HeaderOrder order = HeaderOrder::kLittle;
  std::vector<HtabRead> reads;
  std::size_t failed_reads = 0;  ///< that returned an error, or not at all
  /// When the last processor of the guest left KVM_RUN before the last read ended; nothing if none
  /// was seen to, or if one was back in it.
  std::optional<std::int64_t> stopped_ns;
  std::optional<std::uint64_t> cut_line;  ///< the last one, if the log was cut within it
};

/// Reads what `strace -f -ttt -T -e trace=ioctl,read,write` wrote of the client. Throws InputError
/// for a line that strace does not write, if no HTAB descriptor was opened or none was read, and if
/// what was read of it is no HTAB stream.
HtabTrace read_htab_trace(const std::filesystem::path& file);

}  // namespace htabsim
