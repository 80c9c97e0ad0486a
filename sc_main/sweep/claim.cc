// SPDX-License-Identifier: Apache-2.0
#include "sc_main/sweep/claim.h"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

#include "htabsim/model/base/output_file.h"

namespace htabsim {

namespace {

// A lock of an open file, not of a process: two of one process exclude each other, too.
struct flock whole_file(short type) {
  struct flock lock = {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  return lock;
}

[[noreturn]] void refuse_claiming(const std::filesystem::path& file) {
  refuse_writing(file, {errno, std::generic_category()});
}

int opened_claim(const std::filesystem::path& file) {
  const int opened = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (opened < 0) refuse_claiming(file);
  return opened;
}

}  // namespace

std::optional<Claim> Claim::try_take(const std::filesystem::path& file) {
  Claim claim(opened_claim(file));
  struct flock lock = whole_file(F_WRLCK);
  if (::fcntl(claim.file_, F_OFD_SETLK, &lock) == 0) return claim;
  if (errno != EAGAIN && errno != EACCES) refuse_claiming(file);
  return std::nullopt;
}

Claim Claim::take(const std::filesystem::path& file) {
  Claim claim(opened_claim(file));
  struct flock lock = whole_file(F_WRLCK);
  while (::fcntl(claim.file_, F_OFD_SETLKW, &lock) != 0) {
    if (errno != EINTR) refuse_claiming(file);
  }
  return claim;
}

bool Claim::is_taken(const std::filesystem::path& file) {
  const int opened = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
  if (opened < 0) return false;
  struct flock lock = whole_file(F_WRLCK);
  const int result = ::fcntl(opened, F_OFD_GETLK, &lock);
  ::close(opened);
  return result == 0 && lock.l_type != F_UNLCK;
}

Claim::~Claim() {
  if (file_ < 0) return;
  // A child may still have the file open.
  struct flock lock = whole_file(F_UNLCK);
  ::fcntl(file_, F_OFD_SETLK, &lock);
  ::close(file_);
}

void Claim::keep_across_exec() const { ::fcntl(file_, F_SETFD, 0); }

}  // namespace htabsim
