// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace htabsim {

/// Keeps memory for the program's way out: the first allocation that fails gives it back, and
/// throws std::bad_alloc as it would have. What passes the exception on, as SystemC does, must
/// allocate.
void keep_memory_reserve();

}  // namespace htabsim
