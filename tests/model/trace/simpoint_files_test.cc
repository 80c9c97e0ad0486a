// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/simpoint_files.h"

#include <string>

#include <gtest/gtest.h>

#include "tests/model/base/caught.h"
#include "tests/model/base/temporary_folder.h"

namespace htabsim {
namespace {

class SimpointFiles : public testing::Test {
 protected:
  std::vector<SampleRegion> read(const std::string& points, const std::string& weights) {
    folder_.file("t.weights", weights);
    return read_simpoints(folder_.file("t.simpoints", points), 1'000);
  }
  std::string refusal(const std::string& points, const std::string& weights) {
    const std::string text = caught([&] { read(points, weights); }).what();
    return text.substr(text.rfind('/') + 1);
  }

  TemporaryFolder folder_;
};

TEST_F(SimpointFiles, AreIntervalsWithTheWeightsOfTheirClustersAscending) {
  EXPECT_EQ(read("51 1\n4 0\n", "0.25 0\n0.75 1\n"),
            (std::vector<SampleRegion>{{4'000, 0.25}, {51'000, 0.75}}));
}

TEST_F(SimpointFiles, RefuseWhatIsNoSuchLine) {
  EXPECT_EQ(refusal("4\n", "1 0\n"),
            "t.simpoints:1: \"4\" is not an interval's number and its cluster's");
  EXPECT_EQ(refusal("4 0\n", "1 0\n-1 1\n"),
            "t.weights:2: \"-1 1\" is not the weight of a cluster and its number");
  EXPECT_EQ(refusal("18446744073709551615 0\n", "1 0\n"),
            "t.simpoints:1: \"18446744073709551615 0\" is not an interval's number and its "
            "cluster's");
}

TEST_F(SimpointFiles, RefuseWhatComesTwiceOrHasNoWeight) {
  EXPECT_EQ(refusal("4 0\n4 1\n", "0.5 0\n0.5 1\n"), "t.simpoints:2: interval 4 is there already");
  EXPECT_EQ(refusal("4 0\n5 0\n", "1 0\n"), "t.simpoints:2: cluster 0 has no weight left");
  EXPECT_EQ(refusal("4 0\n", "1 0\n1 0\n"), "t.weights:2: cluster 0 has a weight already");
  EXPECT_EQ(refusal("", "1 0\n"), "t.simpoints: has no interval of a trace");
}

TEST_F(SimpointFiles, NeedTheFileWithTheWeights) {
  const std::string points = folder_.file("u.simpoints", "1 0\n").string();
  const std::string text = caught([&] { read_simpoints(points, 1'000); }).what();
  EXPECT_NE(text.find("u.weights"), std::string::npos) << text;
}

}  // namespace
}  // namespace htabsim
