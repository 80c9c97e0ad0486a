// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/output_file.h"

#include <cerrno>
#include <cstddef>
#include <fstream>
#include <system_error>

#include <unistd.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

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

/// A file's folder, and those above it, for as long as a try takes: those that were missing go
/// again.
class TriedFolder {
 public:
  explicit TriedFolder(const std::filesystem::path& file) : folder_(file.parent_path()) {
    std::error_code ignored;
    std::filesystem::path above = folder_;
    while (!above.empty() && !std::filesystem::exists(above, ignored)) {
      above = above.parent_path();
      ++missing_;
    }
  }
  TriedFolder(const TriedFolder&) = delete;
  TriedFolder& operator=(const TriedFolder&) = delete;
  ~TriedFolder() {
    std::error_code ignored;
    for (; missing_ != 0; --missing_, folder_ = folder_.parent_path()) {
      std::filesystem::remove(folder_, ignored);
    }
  }

 private:
  std::filesystem::path folder_;
  std::size_t missing_ = 0;
};

void make_folder_of(const std::filesystem::path& file) {
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  if (error) refuse_writing(file, error);
}

std::error_code last_error() { return {errno, std::generic_category()}; }

}  // namespace

void refuse_writing(const std::filesystem::path& file, const std::error_code& error) {
  throw InputError(file.string(), InputError::kNoLine, "cannot write: " + error.message());
}

void try_writing(const std::filesystem::path& file) {
  const TriedFolder folder(file);
  make_folder_of(file);
  std::error_code ignored;
  if (std::filesystem::is_directory(file, ignored)) {
    refuse_writing(file, std::make_error_code(std::errc::is_a_directory));
  }
  const TemporaryFile temporary(file);
  errno = 0;
  if (!std::ofstream(temporary.path())) refuse_writing(file, last_error());
}

void write_file(const std::filesystem::path& file, std::string_view contents) {
  write_file(file, [contents](std::ostream& stream) {
    stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  });
}

void write_file(const std::filesystem::path& file,
                const std::function<void(std::ostream&)>& write) {
  make_folder_of(file);
  const TemporaryFile temporary(file);
  errno = 0;
  std::ofstream stream(temporary.path(), std::ios::binary);
  if (stream) write(stream);
  stream.close();
  if (!stream) refuse_writing(file, last_error());

  std::error_code error;
  std::filesystem::rename(temporary.path(), file, error);
  if (error) refuse_writing(file, error);
}

}  // namespace htabsim
