// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/captured_output.h"

#include <cerrno>
#include <system_error>

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include "htabsim/model/base/input_file.h"

namespace htabsim {

namespace {

/// A file that is in memory alone.
class MemoryFile {
 public:
  MemoryFile() : file_(::memfd_create("output", MFD_CLOEXEC)) {
    if (file_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(file_); }

  [[nodiscard]] std::string path() const { return fmt::format("/proc/self/fd/{}", file_); }

 private:
  int file_;
};

}  // namespace

CapturedOutput run_captured(const std::string& program, const std::vector<std::string>& arguments) {
  const MemoryFile out;
  const MemoryFile err;
  ChildProcess process({program, arguments, out.path(), err.path()});
  const ProcessEnd end = process.wait();
  return {end, read_whole_file(out.path()), read_whole_file(err.path())};
}

}  // namespace htabsim
