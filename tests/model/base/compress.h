// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filter/lzma.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <zip.h>
#include <zstd.h>

#include "tests/model/base/temporary_folder.h"

namespace htabsim {

/// One frame with a checksum.
inline std::string zstd_frame(std::string_view contents) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string frame(ZSTD_compressBound(contents.size()), '\0');
  frame.resize(
      ZSTD_compress2(context.get(), frame.data(), frame.size(), contents.data(), contents.size()));
  return frame;
}

template <class Filter>
std::string filtered(const Filter& filter, std::string_view contents) {
  std::string result;
  boost::iostreams::filtering_ostream out;
  out.push(filter);
  out.push(boost::iostreams::back_inserter(result));
  out.write(contents.data(), static_cast<std::streamsize>(contents.size()));
  out.reset();
  return result;
}

inline std::string gzip_member(std::string_view contents) {
  return filtered(boost::iostreams::gzip_compressor(), contents);
}

inline std::string xz_stream(std::string_view contents) {
  return filtered(boost::iostreams::lzma_compressor(), contents);
}

/// A zip of files with names and contents. It is put together in a folder.
inline std::string zip_archive(const std::vector<std::pair<std::string, std::string>>& files) {
  const TemporaryFolder folder;
  const std::string path = (folder / "zip").string();
  const zipFile zip = zipOpen64(path.c_str(), APPEND_STATUS_CREATE);
  for (const auto& [name, contents] : files) {
    const zip_fileinfo info{};
    zipOpenNewFileInZip(zip, name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr, Z_DEFLATED,
                        Z_DEFAULT_COMPRESSION);
    zipWriteInFileInZip(zip, contents.data(), static_cast<unsigned>(contents.size()));
    zipCloseFileInZip(zip);
  }
  zipClose(zip, nullptr);
  return contents_of(path);
}

}  // namespace htabsim
