// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "htabsim/model/explore/explored_table.h"
#include "htabsim/model/explore/pending_operation.h"

namespace htabsim {

/// Does an operation on a table's bytes, reverse map or record of pages. All agents see it at once:
/// the order of the choices is the order of memory, and barriers order nothing.
Observed do_in_order(ExploredTable& table, const PendingOperation& pending);

/// The same for an operation on the record of a page.
Observed do_on_page(HptImage& image, const PendingOperation& pending);

}  // namespace htabsim
