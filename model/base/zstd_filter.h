// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <ios>
#include <memory>
#include <vector>

#include <boost/iostreams/categories.hpp>
#include <boost/iostreams/read.hpp>
#include <zstd.h>

namespace htabsim {

/// A Boost.Iostreams filter that decompresses zstd. Unlike Boost's own it recognises a file that
/// was cut short, which ends within a frame. Windows of up to 2^27 bytes (zstd --long=27). Throws
/// std::runtime_error.
class ZstdFilter {
 public:
  using char_type = char;
  struct category : boost::iostreams::multichar_input_filter_tag {};

  ZstdFilter();

  template <class Source>
  std::streamsize read(Source& source, char* to, std::streamsize bytes) {
    ZSTD_outBuffer out{to, static_cast<std::size_t>(bytes), 0};
    while (out.pos == 0) {
      if (in_.pos == in_.size && !refill(source) && frame_complete_) return -1;
      decompress(out);
    }
    return static_cast<std::streamsize>(out.pos);
  }

 private:
  template <class Source>
  bool refill(Source& source) {
    const auto size = static_cast<std::streamsize>(block_.size());
    const std::streamsize got = boost::iostreams::read(source, block_.data(), size);
    in_ = {block_.data(), static_cast<std::size_t>(std::max<std::streamsize>(got, 0)), 0};
    return in_.size != 0;
  }

  /// Decodes what it can; throws if there is nothing to decode and nothing comes out.
  void decompress(ZSTD_outBuffer& out);

  std::shared_ptr<ZSTD_DCtx> context_;
  std::vector<char> block_;
  ZSTD_inBuffer in_{nullptr, 0, 0};
  bool frame_complete_ = false;
};

}  // namespace htabsim
