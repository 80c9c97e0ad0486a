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

/// A place that is a folder itself would only be found so when the file is there.
void make_folder_of(const std::filesystem::path& file) {
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  if (error) refuse_writing(file, error);
  if (std::filesystem::is_directory(file, error)) {
    refuse_writing(file, std::make_error_code(std::errc::is_a_directory));
  }
}

std::error_code last_error() { return {errno, std::generic_category()}; }

/// A file's buffer that keeps why its first write failed: errno may be another's by the time that
/// somebody asks the stream.
class KeepingBuffer final : public std::filebuf {
 public:
  /// Nothing yet: none has failed.
  [[nodiscard]] const std::error_code& error() const { return error_; }

  void open_to_write(const std::filesystem::path& file) {
    errno = 0;
    if (open(file, std::ios::out | std::ios::binary) == nullptr) keep_error();
  }
  void close_whole() {
    errno = 0;
    if (is_open() && close() == nullptr) keep_error();
  }

 protected:
  int_type overflow(int_type c) override {
    const int_type result = std::filebuf::overflow(c);
    if (traits_type::eq_int_type(result, traits_type::eof())) keep_error();
    return result;
  }
  std::streamsize xsputn(const char* from, std::streamsize count) override {
    const std::streamsize put = std::filebuf::xsputn(from, count);
    if (put < count) keep_error();
    return put;
  }
  int sync() override {
    const int result = std::filebuf::sync();
    if (result != 0) keep_error();
    return result;
  }

 private:
  void keep_error() {
    if (!error_) error_ = errno == 0 ? std::make_error_code(std::errc::io_error) : last_error();
  }

  std::error_code error_;
};

}  // namespace

void refuse_writing(const std::filesystem::path& file, const std::error_code& error) {
  throw InputError(file.string(), InputError::kNoLine, "cannot write: " + error.message());
}

void try_writing(const std::filesystem::path& file) {
  const TriedFolder folder(file);
  make_folder_of(file);
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
  KeepingBuffer buffer;
  buffer.open_to_write(temporary.path());
  std::ostream stream(&buffer);
  if (buffer.is_open()) write(stream);
  buffer.close_whole();
  if (!stream || buffer.error()) {
    const auto unknown = std::make_error_code(std::errc::io_error);
    refuse_writing(file, buffer.error() ? buffer.error() : unknown);
  }

  std::error_code error;
  std::filesystem::rename(temporary.path(), file, error);
  if (error) refuse_writing(file, error);
}

}  // namespace htabsim
