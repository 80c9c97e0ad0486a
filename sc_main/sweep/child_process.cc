// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/child_process.h"

#include <cerrno>
#include <csignal>
#include <system_error>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "htabsim/model/base/output_file.h"

namespace htabsim {

namespace {

[[noreturn]] void fail_call(const char* call) {
  throw std::system_error(errno, std::generic_category(), call);
}

/// A file that is to be a standard stream of the child.
class RedirectedFile {
 public:
  RedirectedFile(const std::filesystem::path& path, int flags)
      : file_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {
    if (file_ < 0) refuse_writing(path, {errno, std::generic_category()});
  }
  RedirectedFile(const RedirectedFile&) = delete;
  RedirectedFile& operator=(const RedirectedFile&) = delete;
  ~RedirectedFile() { ::close(file_); }

  void become(int stream) const { ::dup2(file_, stream); }

 private:
  int file_;
};

std::vector<const char*> argument_pointers(const ProcessCommand& command) {
  std::vector<const char*> pointers{command.program.c_str()};
  for (const std::string& argument : command.arguments) pointers.push_back(argument.c_str());
  pointers.push_back(nullptr);
  return pointers;
}

/// A parent that is killed cannot end its children: the kernel does.
void end_with_parent(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kNoSuchProgram);
}

ProcessEnd end_of(int status) {
  if (WIFSIGNALED(status)) return {-1, WTERMSIG(status)};
  return {WEXITSTATUS(status), 0};
}

}  // namespace

ChildProcess::ChildProcess(const ProcessCommand& command, const std::function<void()>& in_child) {
  const RedirectedFile nothing("/dev/null", O_RDONLY);
  const RedirectedFile out(command.out, O_WRONLY | O_CREAT | O_TRUNC);
  const RedirectedFile err(command.err, O_WRONLY | O_CREAT | O_TRUNC);
  const std::vector<const char*> arguments = argument_pointers(command);
  const pid_t parent = ::getpid();
  process_ = ::fork();
  if (process_ < 0) fail_call("fork");
  if (process_ == 0) {
    end_with_parent(parent);
    nothing.become(STDIN_FILENO);
    out.become(STDOUT_FILENO);
    err.become(STDERR_FILENO);
    if (in_child) in_child();
    ::execvp(arguments[0], const_cast<char* const*>(arguments.data()));
    ::_exit(kNoSuchProgram);
  }
  end_event_ = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
}

ChildProcess::~ChildProcess() {
  if (end_event_ >= 0) ::close(end_event_);
  if (process_ <= 0) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

std::optional<ProcessEnd> ChildProcess::poll() {
  int status = 0;
  if (::waitpid(process_, &status, WNOHANG) != process_) return std::nullopt;
  process_ = 0;
  return end_of(status);
}

ProcessEnd ChildProcess::wait() {
  int status = 0;
  while (::waitpid(process_, &status, 0) < 0) {
    if (errno != EINTR) fail_call("waitpid");
  }
  process_ = 0;
  return end_of(status);
}

}  // namespace htabsim
