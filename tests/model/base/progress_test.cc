// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/progress.h"

#include <algorithm>
#include <array>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

namespace htabsim {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A terminal that no one looks at, and what was written to it.
class PseudoTerminal {
 public:
  PseudoTerminal() : master_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    ::grantpt(master_);
    ::unlockpt(master_);
    slave_ = std::fopen(::ptsname(master_), "w");
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;
  ~PseudoTerminal() {
    std::fclose(slave_);
    ::close(master_);
  }

  [[nodiscard]] std::FILE* stream() const { return slave_; }

  /// Everything written until there has been nothing more for a while.
  [[nodiscard]] std::string take() const {
    std::string text;
    pollfd waiting{master_, POLLIN, 0};
    while (::poll(&waiting, 1, 200) == 1) {
      std::array<char, 4096> buffer;
      const ssize_t length = ::read(master_, buffer.data(), buffer.size());
      if (length <= 0) break;
      text.append(buffer.data(), static_cast<std::size_t>(length));
    }
    return text;
  }

 private:
  int master_;
  std::FILE* slave_ = nullptr;
};

TEST(Progress, TextOfAPassHasItsShareAndItsTimeLeft) {
  // A quarter in 10 s: the other three take 30 s.
  EXPECT_EQ(pass_progress_text({2, 0.25, 3'100'000'000}, seconds(10)),
            "pass 2: 25.0 % of the table  simulated 3.100 ms  left 0:30 of the pass");
  EXPECT_EQ(pass_progress_text({1, 0, 0}, seconds(10)),
            "pass 1: 0.0 % of the table  simulated 0.000 ms");
}

TEST(Progress, TextHasShareRateSimulatedTimeAndTimeLeft) {
  // 25 of 100 M events in 10 s are 2.5 M a second, so the other 75 M take 30 s.
  const ProgressPoint point{25'000'000, 0.25, 3'100'000'000};
  EXPECT_EQ(progress_text(point, seconds(10)),
            "25.0 %  2.50 M events/s  simulated 3.100 ms  left 0:30");
}

TEST(Progress, TextLeavesOutWhatIsNotKnown) {
  EXPECT_EQ(progress_text({5'000, {}, 0}, seconds(2)), "2.50 k events/s  simulated 0.000 ms");
  EXPECT_EQ(progress_text({0, 0, 0}, seconds(0)), "0.0 %  0 events/s  simulated 0.000 ms");
  EXPECT_EQ(progress_text({5'000, 0.5, {}}, seconds(2)), "50.0 %  2.50 k events/s  left 0:02");
}

TEST(Progress, MoreThanForeseenLeavesNoTime) {
  EXPECT_EQ(progress_text({200, 2, 0}, seconds(1)),
            "200.0 %  200 events/s  simulated 0.000 ms  left 0:00");
}

TEST(Progress, MinutesAreCountedBeyondTheHour) {
  // A 4001st part in a second: the other 4000 s are 66 min 40 s.
  EXPECT_EQ(progress_text({1, 1.0 / 4001, 0}, seconds(1)),
            "0.0 %  1 events/s  simulated 0.000 ms  left 66:40");
}

TEST(Progress, NothingIsWrittenToAFile) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  std::FILE* written = ::fdopen(ends[1], "w");
  { Progress(written).update({1, 0.5, 3}); }
  std::fclose(written);
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), 0);
  ::close(ends[0]);
}

TEST(Progress, LineOnATerminalIsThrottledAndErasedAtTheEnd) {
  const PseudoTerminal terminal;
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::steady_clock::now() - start; };
  {
    Progress progress(terminal.stream());
    while (elapsed() < milliseconds(250)) progress.update({500, 0.5, 0});
    progress.update({1000, 1, 0});
  }
  const auto lines_due = elapsed() / milliseconds(100);
  const std::string written = terminal.take();
  EXPECT_TRUE(written.ends_with("\r\x1b[K")) << written;
  const auto lines = std::ranges::count(written, '%');
  EXPECT_GE(lines, 1);
  EXPECT_LE(lines, lines_due);
}

TEST(Progress, RunTooShortForProgressShowsNone) {
  const PseudoTerminal terminal;
  { Progress(terminal.stream()).update({1, 2, 3}); }
  EXPECT_EQ(terminal.take(), "");
}

}  // namespace
}  // namespace htabsim
