// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "htabsim/model/hpt/image.h"
#include "htabsim/model/htab/stream_format.h"

namespace htabsim {

/// The guest's view of a table as one first pass of a read descriptor (R23), in groups as large as
/// they can be and without the lock bit of R29. It counts as read: what was noted as modified is
/// not any more.
std::string table_stream(HptImage& table, HeaderOrder order);

}  // namespace htabsim
