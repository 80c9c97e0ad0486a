// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/input_file.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <boost/iostreams/device/file_descriptor.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_streambuf.hpp>
#include <fmt/core.h>
#include <poll.h>

#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/read_share.h"
#include "htabsim/model/base/zip_source.h"
#include "htabsim/model/base/zstd_filter.h"

namespace htabsim {

namespace io = boost::iostreams;

namespace {

using namespace std::string_view_literals;

constexpr std::streamsize kBlockBytes = 128 * 1024;

enum class Compression : std::uint8_t { kNone, kZstd, kGzip, kXz, kZip };

struct Magic {
  std::string_view bytes;
  unsigned skipped_bits;  // low bits of the first byte that may be anything
  Compression compression;
  std::string_view name;
  std::string_view extension;
};

constexpr Magic kMagics[] = {
    {"\x28\xb5\x2f\xfd"sv, 0, Compression::kZstd, "zstd", ".zst"},
    {"\x50\x2a\x4d\x18"sv, 4, Compression::kZstd, "zstd", ".zst"},  // a skippable frame first
    {"\x1f\x8b\x08"sv, 0, Compression::kGzip, "gzip", ".gz"},
    {"\xfd\x37\x7a\x58\x5a\x00"sv, 0, Compression::kXz, "xz", ".xz"},
    {"PK\x03\x04"sv, 0, Compression::kZip, "zip", ".zip"},
};
constexpr std::size_t kLongestMagic = 6;

bool begins_with(std::string_view start, const Magic& magic) {
  if (start.size() < magic.bytes.size()) return false;
  const auto first = [&](char c) { return static_cast<unsigned char>(c) >> magic.skipped_bits; };
  return first(start[0]) == first(magic.bytes[0]) &&
         start.substr(1, magic.bytes.size() - 1) == magic.bytes.substr(1);
}

std::atomic<int> ends_waiting = -1;

/// Until the file has something to read, or is at its end; false if it is to wait no longer.
bool wait_for(int file) {
  std::array<pollfd, 2> waited{pollfd{file, POLLIN, 0}, pollfd{ends_waiting, POLLIN, 0}};
  while (::poll(waited.data(), waited.size(), -1) == -1 && errno == EINTR) {
  }
  return waited[0].revents != 0;
}

/// A file whose first bytes have been looked at already: also a pipe can be read this way.
class PeekedFile : public io::source {
 public:
  PeekedFile(std::string name, io::file_descriptor_source file, std::shared_ptr<ReadShare> share)
      : name_(std::move(name)), file_(std::move(file)), share_(std::move(share)) {
    start_.resize(kLongestMagic);
    const std::streamsize got =
        read_more(start_.data(), static_cast<std::streamsize>(start_.size()));
    start_.resize(static_cast<std::size_t>(std::max<std::streamsize>(got, 0)));
  }

  [[nodiscard]] std::string_view start() const { return start_; }

  std::streamsize read(char* to, std::streamsize bytes) {
    const std::string_view rest = start().substr(given_);
    if (rest.empty()) return read_more(to, bytes);
    const std::size_t count = rest.copy(to, static_cast<std::size_t>(bytes));
    given_ += count;
    return static_cast<std::streamsize>(count);
  }

 private:
  std::streamsize read_more(char* to, std::streamsize bytes) {
    if (!wait_for(file_.handle())) {
      throw InputError(name_, InputError::kNoLine, "was still waited for at the program's end");
    }
    const std::streamsize got = io::read(file_, to, bytes);
    if (got > 0) share_->add(static_cast<std::uint64_t>(got));
    return got;
  }

  std::string name_;
  io::file_descriptor_source file_;
  std::shared_ptr<ReadShare> share_;
  std::string start_;
  std::size_t given_ = 0;
};

io::file_descriptor_source open_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw InputError(path.string(), InputError::kNoLine, "no such file");
  }
  if (std::filesystem::is_directory(status)) {
    throw InputError(path.string(), InputError::kNoLine, "is a folder, not a file");
  }
  try {
    return io::file_descriptor_source(path.string(), std::ios_base::in | std::ios_base::binary);
  } catch (const std::ios_base::failure&) {
    throw InputError(path.string(), InputError::kNoLine, "cannot be opened");
  }
}

/// 0 of what is no regular file, and of one of few blocks, which are read long before what they
/// hold is worked off.
std::uint64_t length_of(const std::filesystem::path& path) {
  std::error_code error;
  const bool is_regular = std::filesystem::is_regular_file(path, error);
  const std::uint64_t length = is_regular ? std::filesystem::file_size(path, error) : 0;
  constexpr std::uint64_t kFewBlocks = 8;
  return error || length < kFewBlocks * kBlockBytes ? 0 : length;
}

ZipSource unzipped(const std::filesystem::path& path, PeekedFile file) {
  return ZipSource(path, [file = std::move(file)](std::span<char> to) mutable {
    const std::streamsize got = file.read(to.data(), static_cast<std::streamsize>(to.size()));
    return static_cast<std::size_t>(std::max<std::streamsize>(got, 0));
  });
}

using Chain = io::filtering_streambuf<io::input>;

/// Puts the file, and what decompresses it, at the end of the chain.
void push_contents(Chain& chain, Compression compression, const std::filesystem::path& path,
                   PeekedFile file) {
  switch (compression) {
    case Compression::kNone:
      break;
    case Compression::kZstd:
      chain.push(ZstdFilter(), kBlockBytes);
      break;
    case Compression::kGzip:
      chain.push(io::gzip_decompressor(io::gzip::default_window_bits, kBlockBytes), kBlockBytes);
      break;
    case Compression::kXz:
      chain.push(io::lzma_decompressor(kBlockBytes), kBlockBytes);
      break;
    case Compression::kZip:
      chain.push(unzipped(path, std::move(file)), kBlockBytes);
      return;
  }
  chain.push(file, kBlockBytes);
}

Compression recognise(std::string_view start, const std::filesystem::path& path) {
  for (const Magic& magic : kMagics) {
    if (begins_with(start, magic)) return magic.compression;
  }
  for (const Magic& magic : kMagics) {
    if (path.extension() != magic.extension) continue;
    throw InputError(path.string(), InputError::kNoLine,
                     fmt::format("does not begin as {} data does", magic.name));
  }
  return Compression::kNone;
}

}  // namespace

InputFile::InputFile(const std::filesystem::path& path, std::uint64_t most_bytes)
    : name_(path.string()), most_bytes_(most_bytes) {
  auto source = open_file(path);
  share_ = std::make_shared<ReadShare>(length_of(path));
  PeekedFile file(name_, std::move(source), share_);
  const Compression compression = recognise(file.start(), path);
  auto chain = std::make_unique<Chain>();
  push_contents(*chain, compression, path, std::move(file));
  compressed_ = compression != Compression::kNone;
  contents_ = std::move(chain);
}

InputFile::InputFile(const std::filesystem::path& path, std::string contents)
    : name_(path.string()), most_bytes_(kAnyLength), ahead_(std::move(contents)) {}

void InputFile::end_waiting_by(int descriptor) { ends_waiting = descriptor; }

std::shared_ptr<const ReadShare> InputFile::share() const { return share_; }

std::string_view InputFile::peek(std::size_t bytes) {
  if (contents_ != nullptr && ahead_.size() - ahead_given_ < bytes) {
    ahead_.erase(0, std::exchange(ahead_given_, 0));
    read_ahead(bytes);
  }
  return std::string_view(ahead_).substr(ahead_given_, bytes);
}

void InputFile::read_ahead(std::size_t bytes) {
  while (ahead_.size() < bytes) {
    const std::size_t had = ahead_.size();
    ahead_.resize(had + std::min<std::size_t>(bytes - had, kBlockBytes));
    const std::size_t got = take(std::span(ahead_).subspan(had));
    ahead_.resize(had + got);
    if (got == 0) return;
  }
}

std::size_t InputFile::read(std::span<char> to) {
  const std::size_t held = ahead_.copy(to.data(), to.size(), ahead_given_);
  ahead_given_ += held;
  return held + take(to.subspan(held));
}

std::size_t InputFile::take(std::span<char> to) {
  if (contents_ == nullptr || to.empty()) return 0;
  try {
    const auto got = static_cast<std::size_t>(
        contents_->sgetn(to.data(), static_cast<std::streamsize>(to.size())));
    taken_ += got;
    if (taken_ <= most_bytes_) return got;
  } catch (const InputError&) {
    throw;
  } catch (const std::runtime_error& fault) {
    const char* what =
        compressed_ ? "the compressed data is corrupt or cut short" : "cannot be read";
    throw InputError(name_, InputError::kNoLine, fmt::format("{} ({})", what, fault.what()));
  }
  throw InputError(name_, InputError::kNoLine,
                   fmt::format("is too large: more than {} MB", most_bytes_ >> 20));
}

std::string read_whole_file(const std::filesystem::path& path) {
  InputFile file(path, InputFile::kKeptBytes);
  std::string contents;
  std::string block(static_cast<std::size_t>(kBlockBytes), '\0');
  while (const std::size_t got = file.read(block)) contents.append(block, 0, got);
  return contents;
}

}  // namespace htabsim
