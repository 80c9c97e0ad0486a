// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/hpt/image.h"
#include "model/hpt/partition.h"
#include "model/htab/stream_reader.h"

namespace htabsim {

/// Puts a whole stream into a table as a write descriptor would, a group a write (R65), at once.
/// Throws InputError with the byte offset for a group that the descriptor refuses (R42 to R46).
void apply_stream(HtabStreamReader& reader, HptImage& image, Partition& partition);

}  // namespace htabsim
