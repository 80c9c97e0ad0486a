// SPDX-License-Identifier: Apache-2.0
#include "sc_main/cli/order_option.h"

namespace htabsim {

void add_order_option(CommandSyntax& command, std::string& name) {
  command.add_value({"--order",
                     "of a captured guest's processors: \"recorded\" (default), one at a time as "
                     "they were recorded, or \"free\", each at its own pace",
                     "ORDER"},
                    name);
}

}  // namespace htabsim
