// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/reading_arguments.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "htabsim/model/base/usage_error.h"

namespace htabsim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ReadingArguments, SayWhatIsNotTheDefault) {
  EXPECT_THAT(reading_arguments({}), IsEmpty());
  EXPECT_THAT(reading_arguments({"csv", ProgramOutput::kSkip, KernelAccesses::kSkip}),
              ElementsAre("--format", "csv", "--skip-noise", "--skip-kernel"));
}

TEST(ReadingArguments, MeanTheSameAgain) {
  for (const TraceReading& reading :
       {TraceReading{}, TraceReading{"csv", ProgramOutput::kSkip, KernelAccesses::kKeep},
        TraceReading{"", ProgramOutput::kRefuse, KernelAccesses::kSkip}}) {
    const std::vector<std::string> arguments = reading_arguments(reading);
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    const TraceReading again = parse_reading_arguments(pointers);
    EXPECT_EQ(again.format, reading.format);
    EXPECT_EQ(again.output, reading.output);
    EXPECT_EQ(again.kernel, reading.kernel);
  }
}

TEST(ReadingArguments, OthersAreRefused) {
  for (const char* wrong : {"--noise", "--format", "t"}) {
    EXPECT_THROW(parse_reading_arguments(std::vector{wrong}), UsageError) << wrong;
  }
}

}  // namespace
}  // namespace htabsim
