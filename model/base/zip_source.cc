// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/zip_source.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <unzip.h>

namespace htabsim {

namespace {

using FileOfC = std::unique_ptr<std::FILE, decltype(&std::fclose)>;

[[noreturn]] void fail_on_disk() {
  throw std::runtime_error("cannot keep it in a temporary file: " +
                           std::generic_category().message(errno));
}

FileOfC opened(const std::filesystem::path& path) {
  FileOfC file(std::fopen(path.c_str(), "rb"), &std::fclose);
  if (!file) throw std::runtime_error(std::generic_category().message(errno));
  return file;
}

FileOfC kept(const ZipSource::Read& read) {
  FileOfC file(std::tmpfile(), &std::fclose);
  if (!file) fail_on_disk();
  std::array<char, 128 * 1024> block;
  while (const std::size_t got = read(block)) {
    if (std::fwrite(block.data(), 1, got, file.get()) != got) fail_on_disk();
  }
  return file;
}

int checked(int result) {
  if (result == UNZ_CRCERROR) throw std::runtime_error("a checksum is wrong");
  if (result < 0) throw std::runtime_error("the zip is damaged or cut short");
  return result;
}

/// minizip's way to a file that is open already.
zlib_filefunc64_def functions_on(std::FILE* file) {
  zlib_filefunc64_def functions;
  fill_fopen64_filefunc(&functions);
  functions.opaque = file;
  functions.zopen64_file = [](voidpf open, const void*, int) -> voidpf { return open; };
  functions.zclose_file = [](voidpf, voidpf) { return 0; };
  return functions;
}

}  // namespace

class ZipSource::Zip {
 public:
  Zip(std::filesystem::path path, Read read) : path_(std::move(path)), read_(std::move(read)) {}
  Zip(const Zip&) = delete;
  Zip& operator=(const Zip&) = delete;
  ~Zip() {
    if (zip_ != nullptr) unzClose(zip_);
  }

  std::streamsize read(char* to, std::streamsize bytes) {
    const auto most =
        static_cast<unsigned>(std::min<std::streamsize>(bytes, std::numeric_limits<int>::max()));
    if (zip_ == nullptr) begin();
    while (goes_on_) {
      if (const int got = checked(unzReadCurrentFile(zip_, to, most)); got > 0) return got;
      checked(unzCloseCurrentFile(zip_));
      const int next = unzGoToNextFile(zip_);
      goes_on_ = next != UNZ_END_OF_LIST_OF_FILE;
      if (goes_on_) {
        checked(next);
        open();
      }
    }
    return -1;
  }

 private:
  void begin() {
    file_ = std::filesystem::is_regular_file(path_) ? opened(path_) : kept(read_);
    zlib_filefunc64_def functions = functions_on(file_.get());
    zip_ = unzOpen2_64("", &functions);
    if (zip_ == nullptr) throw std::runtime_error("the zip's directory is damaged or cut off");
    goes_on_ = unzGoToFirstFile(zip_) == UNZ_OK;
    if (goes_on_) open();
  }

  void open() {
    unz_file_info64 info;
    checked(unzGetCurrentFileInfo64(zip_, &info, nullptr, 0, nullptr, 0, nullptr, 0));
    constexpr unsigned kEncrypted = 1;
    if ((info.flag & kEncrypted) != 0) throw std::runtime_error("the zip is encrypted");
    checked(unzOpenCurrentFile(zip_));
  }

  std::filesystem::path path_;
  Read read_;
  FileOfC file_{nullptr, &std::fclose};
  unzFile zip_ = nullptr;
  bool goes_on_ = false;
};

ZipSource::ZipSource(std::filesystem::path file, Read read)
    : zip_(std::make_shared<Zip>(std::move(file), std::move(read))) {}

std::streamsize ZipSource::read(char* to, std::streamsize bytes) { return zip_->read(to, bytes); }

}  // namespace htabsim
