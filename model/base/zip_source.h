// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <ios>
#include <memory>
#include <span>

#include <boost/iostreams/concepts.hpp>

namespace htabsim {

/// A Boost.Iostreams source with the contents of the files in a zip, one after the other in the
/// order that they have there. A zip is read from its end, so one that comes from elsewhere than a
/// file is first kept in a temporary one. Throws std::runtime_error for what is damaged, cut short
/// or encrypted.
class ZipSource : public boost::iostreams::source {
 public:
  /// Gives the next bytes of the zip, as many as there is room for or fewer, 0 at its end.
  using Read = std::function<std::size_t(std::span<char>)>;

  /// `read` gives what `file` has, which is opened anew if it is a file that can be.
  ZipSource(std::filesystem::path file, Read read);

  std::streamsize read(char* to, std::streamsize bytes);

 private:
  class Zip;

  std::shared_ptr<Zip> zip_;  // shared, as Boost copies sources
};

}  // namespace htabsim
