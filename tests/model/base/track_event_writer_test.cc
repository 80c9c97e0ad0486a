// SPDX-License-Identifier: Apache-2.0
//
// Bytes by arithmetic: a field is its number * 8 + its kind (0: a varint, 1: eight bytes, 2: a
// length and so many bytes), then its value. Numbers are those of Perfetto's schema.
#include "htabsim/model/base/track_event_writer.h"

#include <array>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace htabsim {
namespace {

std::string bytes(std::initializer_list<int> values) {
  std::string all;
  for (const int byte : values) all += static_cast<char>(byte);
  return all;
}

/// Field 1 of the trace: a packet, which ends in sequence 1 (field 10) and its flags (field 13).
std::string packet(std::string contents, int flags) {
  contents += bytes({10 * 8, 1, 13 * 8, flags});
  return bytes({1 * 8 + 2, static_cast<int>(contents.size())}) + contents;
}

/// Field 60, whose tag 60 * 8 + 2 = 482 = 3 * 128 + 98 takes two bytes.
std::string descriptor(const std::string& contents) {
  return bytes({128 + 98, 3, static_cast<int>(contents.size())}) + contents;
}

/// What has been written since the first track, whose uuid is 1.
class WrittenEvents : public testing::Test {
 protected:
  WrittenEvents() : track_(writer_.add_track("t", TrackUuid::kNone)) { out_.str(""); }

  std::ostringstream out_;
  TrackEventWriter writer_{out_};
  TrackUuid track_;
};

TEST(TrackEventWriter, TrackIsDescribedAndBeginsTheSequence) {
  std::ostringstream out;
  TrackEventWriter writer(out);
  EXPECT_EQ(writer.add_track("cpu", TrackUuid::kNone), TrackUuid{1});
  // uuid 1, name, explicit order (3) of children, rank 1
  const std::string track = bytes({8, 1, 18, 3, 'c', 'p', 'u', 11 * 8, 3, 12 * 8, 1});
  EXPECT_EQ(out.str(), packet(descriptor(track), 1));
  EXPECT_EQ(writer.bytes(), out.str().size());
}

TEST_F(WrittenEvents, CounterIsBelowItsParentAndHasADescriptorOfItsOwn) {
  EXPECT_EQ(writer_.add_counter("q", track_), TrackUuid{2});
  // parent 1 (field 5), an empty counter (field 8), rank 2
  const std::string track = bytes({8, 2, 18, 1, 'q', 5 * 8, 1, 8 * 8 + 2, 0, 12 * 8, 2});
  EXPECT_EQ(out_.str(), packet(descriptor(track), 2));
}

TEST_F(WrittenEvents, NamesAreWrittenOnceAndThenTheirNumbers) {
  writer_.begin({.track = track_, .ns = 5, .name = "w"});
  // name 1 is "w", in field 2 of field 12; begins (1) on track 1 with name 1
  const std::string names = bytes({12 * 8 + 2, 7, 2 * 8 + 2, 5, 8, 1, 18, 1, 'w'});
  const std::string event = bytes({11 * 8 + 2, 6, 9 * 8, 1, 11 * 8, 1, 10 * 8, 1});
  EXPECT_EQ(out_.str(), packet(bytes({8 * 8, 5}) + names + event, 2));
  out_.str("");
  writer_.begin({.track = track_, .ns = 6, .name = "w"});
  EXPECT_EQ(out_.str(), packet(bytes({8 * 8, 6}) + event, 2));
}

TEST_F(WrittenEvents, EndHasNoName) {
  writer_.end({.track = track_, .ns = 300});  // 300 = 2 * 128 + 44
  const std::string event = bytes({11 * 8 + 2, 4, 9 * 8, 2, 11 * 8, 1});
  EXPECT_EQ(out_.str(), packet(bytes({8 * 8, 128 + 44, 2}) + event, 2));
}

TEST_F(WrittenEvents, NotesAreNumbersOrTexts) {
  const std::array<TrackNote, 2> notes{TrackNote{"n", 7}, TrackNote{"s", 0, "ok"}};
  writer_.end({.track = track_, .ns = 0, .notes = notes});
  // names of annotations are field 3 of the interned data
  const std::string names =
      bytes({12 * 8 + 2, 14, 26, 5, 8, 1, 18, 1, 'n', 26, 5, 8, 2, 18, 1, 's'});
  const std::string number = bytes({4 * 8 + 2, 4, 8, 1, 3 * 8, 7});
  const std::string words = bytes({4 * 8 + 2, 6, 8, 2, 6 * 8 + 2, 2, 'o', 'k'});
  const std::string event = bytes({11 * 8 + 2, 4 + 6 + 8, 9 * 8, 2, 11 * 8, 1}) + number + words;
  EXPECT_EQ(out_.str(), packet(bytes({8 * 8, 0}) + names + event, 2));
}

TEST_F(WrittenEvents, FlowsAreEightBytesEachAndEndApart) {
  const std::array<std::uint64_t, 1> through{0x0102};
  const std::array<std::uint64_t, 1> ending{3};
  writer_.instant({.track = track_, .ns = 0, .flows = {through, ending}});
  // 47 * 8 + 1 = 377 = 2 * 128 + 121; 48 * 8 + 1 = 385 = 3 * 128 + 1
  const std::string flow = bytes({128 + 121, 2, 2, 1, 0, 0, 0, 0, 0, 0});
  const std::string end = bytes({128 + 1, 3, 3, 0, 0, 0, 0, 0, 0, 0});
  const std::string event = bytes({11 * 8 + 2, 24, 9 * 8, 3, 11 * 8, 1}) + flow + end;
  EXPECT_EQ(out_.str(), packet(bytes({8 * 8, 0}) + event, 2));
}

TEST_F(WrittenEvents, CountIsAnEventOfItsTrack) {
  writer_.count(track_, 0, 9);
  // 30 * 8 = 240 = 1 * 128 + 112
  const std::string event = bytes({11 * 8 + 2, 7, 9 * 8, 4, 11 * 8, 1, 128 + 112, 1, 9});
  EXPECT_EQ(out_.str(), packet(bytes({8 * 8, 0}) + event, 2));
}

}  // namespace
}  // namespace htabsim
