// SPDX-License-Identifier: Apache-2.0
#include "sc_main/calibrate/child_runs.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/usage_error.h"

namespace htabsim {

namespace {

// The first byte of what a child writes; the rest is statistics, or what was wrong.
constexpr char kStatistics = 'S';
constexpr char kInputFault = 'I';
constexpr char kDefect = 'D';

std::string simulated_text(const RunRequest& request, const Simulate& simulate) {
  try {
    return kStatistics + boost::json::serialize(simulate(request));
  } catch (const InputError& error) {
    return kInputFault + std::string(error.what());
  } catch (const UsageError& error) {
    return kInputFault + std::string(error.what());
  } catch (const std::exception& error) {
    return kDefect + std::string(error.what());
  }
}

/// A process that simulates, and the end of a pipe that its results come out of.
class Child {
 public:
  Child(const RunRequest& request, const Simulate& simulate) {
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0) fail("pipe");
    process_ = ::fork();
    if (process_ < 0) fail("fork");
    if (process_ == 0) {
      ::close(ends[0]);
      write_all(ends[1], simulated_text(request, simulate));
      ::_exit(0);
    }
    ::close(ends[1]);
    results_ = ends[0];
  }
  Child(Child&& other) noexcept
      : process_(std::exchange(other.process_, 0)), results_(std::exchange(other.results_, -1)) {}
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (results_ >= 0) ::close(results_);
    if (process_ <= 0) return;
    // One whose results nobody takes must not wait for that: others hold the pipe's end, too.
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }

  /// All it has to say; waits for its end.
  [[nodiscard]] std::string results() const {
    std::string text;
    std::array<char, 65'536> buffer{};
    for (;;) {
      const ssize_t count = ::read(results_, buffer.data(), buffer.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) fail("read");
      if (count == 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  [[noreturn]] static void fail(const char* call) {
    throw std::system_error(errno, std::generic_category(), call);
  }
  static void write_all(int file, std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = ::write(file, text.data(), text.size());
      if (count < 0 && errno != EINTR) ::_exit(1);
      if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
    }
  }

  pid_t process_ = 0;
  int results_ = -1;
};

boost::json::object statistics(const std::string& results) {
  if (results.empty()) throw std::runtime_error("a simulation ended without a result");
  const std::string text = results.substr(1);
  if (results.front() == kInputFault) throw UsageError(text);
  if (results.front() == kDefect) throw std::runtime_error(text);
  return boost::json::parse(text).as_object();
}

}  // namespace

std::vector<boost::json::object> run_in_children(const std::vector<RunRequest>& requests,
                                                 const Simulate& simulate) {
  const std::size_t at_a_time = std::max(1U, std::thread::hardware_concurrency());
  std::vector<boost::json::object> all;
  for (std::size_t first = 0; first < requests.size(); first += at_a_time) {
    std::vector<Child> children;
    const std::size_t end = std::min(requests.size(), first + at_a_time);
    for (std::size_t i = first; i < end; ++i) children.emplace_back(requests[i], simulate);
    for (const Child& child : children) all.push_back(statistics(child.results()));
  }
  return all;
}

}  // namespace htabsim
