// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/output_file.h"

#include <cerrno>
#include <fstream>
#include <system_error>

#include <unistd.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

[[noreturn]] void refuse(const std::filesystem::path& file, const std::error_code& error) {
  throw InputError(file.string(), InputError::kNoLine, "cannot write: " + error.message());
}

/// Removes the temporary file unless it has become the real one.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::filesystem::path& file)
      : path_(file.string() + ".tmp" + std::to_string(::getpid())) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace

void write_file(const std::filesystem::path& file, std::string_view contents) {
  write_file(file, [contents](std::ostream& stream) {
    stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  });
}

void write_file(const std::filesystem::path& file,
                const std::function<void(std::ostream&)>& write) {
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  if (error) refuse(file, error);

  const TemporaryFile temporary(file);
  errno = 0;
  std::ofstream stream(temporary.path(), std::ios::binary);
  if (stream) write(stream);
  stream.close();
  if (!stream) refuse(file, std::error_code(errno, std::generic_category()));

  std::filesystem::rename(temporary.path(), file, error);
  if (error) refuse(file, error);
}

}  // namespace htabsim
