// SPDX-License-Identifier: Apache-2.0
//
// Runs Google Test inside SystemC. A process can elaborate and simulate once only, so each test
// needs a process of its own, as ctest gives it; by hand, name one test with --gtest_filter.

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <systemc>

namespace {

class OneTestPerProcess : public testing::Environment {
 public:
  void SetUp() override {
    ASSERT_LE(testing::UnitTest::GetInstance()->test_to_run_count(), 1)
        << "SystemC simulates once per process: use ctest, or --gtest_filter for one test";
  }
};

}  // namespace

int sc_main(int /*argc*/, char** /*argv*/) { return RUN_ALL_TESTS(); }

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  testing::AddGlobalTestEnvironment(new OneTestPerProcess);
  setenv("SYSTEMC_DISABLE_COPYRIGHT_MESSAGE", "1", 1);
  return sc_core::sc_elab_and_sim(argc, argv);
}
