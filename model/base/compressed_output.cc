// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/compressed_output.h"

#include <algorithm>
#include <cerrno>
#include <ios>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

#include <boost/iostreams/concepts.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <boost/iostreams/stream.hpp>

#include "htabsim/model/base/output_file.h"

namespace htabsim {

namespace {

namespace io = boost::iostreams;

constexpr std::streamsize kOutputBlockBytes = 128 * 1024;

/// A file as the end of a chain of filters: one that cannot be written to is no reason for them to
/// try for ever.
class FileSink : public io::sink {
 public:
  explicit FileSink(std::ostream& file) : file_(&file) {}

  std::streamsize write(const char* from, std::streamsize bytes) {
    if (!file_->write(from, bytes)) throw std::ios_base::failure("cannot write");
    return bytes;
  }

 private:
  std::ostream* file_;
};

class CStreamSink : public io::sink {
 public:
  explicit CStreamSink(std::FILE* file) : file_(file) {}

  std::streamsize write(const char* from, std::streamsize bytes) {
    const auto count = static_cast<std::size_t>(bytes);
    if (std::fwrite(from, 1, count, file_) != count) {
      throw std::system_error(errno, std::generic_category());
    }
    return bytes;
  }

 private:
  std::FILE* file_;
};

struct Compressor {
  std::string_view extension;
  void (*push)(io::filtering_ostream& out);
};

constexpr Compressor kCompressors[] = {
    {".zst",
     [](io::filtering_ostream& out) { out.push(io::zstd_compressor(), kOutputBlockBytes); }},
    {".gz", [](io::filtering_ostream& out) { out.push(io::gzip_compressor(), kOutputBlockBytes); }},
    {".xz", [](io::filtering_ostream& out) { out.push(io::lzma_compressor(), kOutputBlockBytes); }},
};

/// That of the file's extension; null if it has none of these.
const Compressor* compressor_of(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  const auto* const found = std::ranges::find(kCompressors, extension, &Compressor::extension);
  return found == std::end(kCompressors) ? nullptr : found;
}

}  // namespace

std::filesystem::path without_compression(const std::filesystem::path& file) {
  return compressor_of(file) == nullptr ? file : file.parent_path() / file.stem();
}

// The file's state tells whether all could be written.
void write_compressed_file(const std::filesystem::path& file,
                           const std::function<void(std::ostream&)>& write) {
  write_file(file, [&](std::ostream& to) {
    io::filtering_ostream out;
    if (const Compressor* const compressor = compressor_of(file)) compressor->push(out);
    out.push(FileSink(to), kOutputBlockBytes);
    write(out);
    if (!out) to.setstate(std::ios_base::badbit);
    try {
      out.reset();
    } catch (const std::ios_base::failure&) {
      to.setstate(std::ios_base::badbit);
    }
  });
}

void write_to(std::FILE* out, const std::function<void(std::ostream&)>& write) {
  io::stream<CStreamSink> stream(CStreamSink(out), kOutputBlockBytes);
  stream.exceptions(std::ios_base::badbit);
  write(stream);
  stream.flush();
}

}  // namespace htabsim
