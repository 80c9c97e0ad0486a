// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/user_accesses.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/model/trace/trace_format.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

TEST(UserAccesses, LeavesOutAKernelsAddresses) {
  const TemporaryFolder folder;
  const auto path = folder.file("trace",
                                " L bfffffffffffffff,1\n L c000000000000000,8\n S 10,8\n"
                                " S ffffffffff600000,8\n");
  const OpenTrace trace =
      open_trace(InputFile(path), {.format = "", .kernel = KernelAccesses::kSkip});
  std::vector<std::uint64_t> lines;
  for (PlainAccess access; trace.reader->next(access);) lines.push_back(access.line);
  EXPECT_EQ(lines, (std::vector<std::uint64_t>{1, 3}));
  EXPECT_EQ(trace.reader->remarks(),
            (std::vector<TraceRemark>{{"accesses to a kernel's addresses", 2}}));
}

}  // namespace
}  // namespace htabsim
