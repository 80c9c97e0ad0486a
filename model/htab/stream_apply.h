// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "htabsim/model/hpt/functional_port.h"
#include "htabsim/model/hpt/image.h"
#include "htabsim/model/hpt/partition.h"
#include "htabsim/model/htab/htab_errno.h"
#include "htabsim/model/htab/stream_reader.h"

namespace htabsim {

/// Puts groups of a stream into a table as a write descriptor would, one group a write (R65),
/// without time. `image` and `partition` must outlive it.
class StreamApplier {
 public:
  StreamApplier(HptImage& image, Partition& partition) : port_(image), partition_(partition) {}

  /// Throws InputError, with the file's name and the offset of the entry to blame, if the
  /// descriptor refuses the group (R42 to R46). What stands before that entry has been applied.
  void apply(const HtabGroup& group, const std::string& file_name);

 private:
  /// What is wrong with a group that the descriptor has refused.
  [[nodiscard]] std::string blame(const HtabGroup& group, HtabErrno error);

  FunctionalHptPort port_;
  Partition& partition_;
  std::vector<std::byte> bytes_;
};

/// Applies the rest of a stream. Throws InputError.
void apply_stream(HtabStreamReader& reader, HptImage& image, Partition& partition);

}  // namespace htabsim
