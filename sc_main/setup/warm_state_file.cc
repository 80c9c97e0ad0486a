// SPDX-License-Identifier: Apache-2.0
#include "sc_main/setup/warm_state_file.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <sstream>
#include <string_view>
#include <utility>

#include <boost/endian/arithmetic.hpp>
#include <fmt/format.h>
#include <zlib.h>

#include "htabsim/model/base/compressed_output.h"
#include "htabsim/model/base/input_error.h"
#include "htabsim/model/base/input_file.h"
#include "htabsim/model/base/state_archive.h"

namespace htabsim {

namespace {

constexpr std::array<char, 8> kMagic = {'h', 't', 'a', 'b', 'w', 'a', 'r', 'm'};
/// Whoever changes what any part of a state consists of counts this up.
constexpr std::uint32_t kVersion = 2;

/// Behind it: an archive of the terms and the state.
struct Head {
  std::array<char, 8> magic;
  boost::endian::little_uint32_t version;
  boost::endian::little_uint32_t checksum;  ///< of what is behind it
};
static_assert(sizeof(Head) == 16);

std::uint32_t checksum_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(
      crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

/// Reads a file from its head on; InputError names it.
class WarmStateFile {
 public:
  explicit WarmStateFile(const std::filesystem::path& path) : file_(path) {}

  std::string state(const WarmStateTerms& terms) {
    check_head();
    std::istringstream body(read_body());
    WarmStateTerms saved;
    std::string state;
    try {
      StateReader archive(body);
      archive& saved;
      check(saved, terms);
      archive& state;
    } catch (const boost::archive::archive_exception& error) {
      fail(fmt::format("was written by another version of htabsim: {}", error.what()));
    }
    return state;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw InputError(file_.name(), InputError::kNoLine, what);
  }

  void check_head() {
    std::array<char, sizeof(Head)> bytes{};
    const std::size_t got = file_.read(bytes);
    std::memcpy(&head_, bytes.data(), sizeof head_);
    if (head_.magic != kMagic) fail("is no warm state that --save-state has written");
    if (got != sizeof head_) fail("is damaged: it ends too soon");
    if (head_.version != kVersion) {
      fail(fmt::format("is of version {} of warm states, not of version {}; save it again",
                       head_.version.value(), kVersion));
    }
  }

  std::string read_body() {
    constexpr std::size_t kBlock = std::size_t{1} << 20;
    std::string body;
    for (std::size_t got = kBlock; got != 0;) {
      const std::size_t before = body.size();
      body.resize(before + kBlock);
      got = file_.read(std::span(body).subspan(before));
      body.resize(before + got);
    }
    if (checksum_of(body) != head_.checksum) fail("is damaged: its checksum differs");
    return body;
  }

  void check(const WarmStateTerms& saved, const WarmStateTerms& here) const {
    const auto [its, ours] = std::ranges::mismatch(saved, here);
    if (its == saved.end() && ours == here.end()) return;
    if (its == saved.end() || ours == here.end() || its->first != ours->first) {
      fail("was written by another version of htabsim, with other parameters");
    }
    fail(fmt::format("was saved with {} = {}, and this run has {}", its->first, its->second,
                     ours->second));
  }

  InputFile file_;
  Head head_{};
};

}  // namespace

void write_warm_state(const std::filesystem::path& file, const WarmStateTerms& terms,
                      const std::string& state) {
  std::ostringstream body;
  {
    StateWriter archive(body);
    archive& terms& state;
  }
  const std::string bytes = std::move(body).str();
  Head head{kMagic, {}, {}};
  head.version = kVersion;
  head.checksum = checksum_of(bytes);
  write_compressed_file(file, [&](std::ostream& out) {
    out.write(reinterpret_cast<const char*>(&head), sizeof head);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  });
}

std::string read_warm_state(const std::filesystem::path& file, const WarmStateTerms& terms) {
  return WarmStateFile(file).state(terms);
}

}  // namespace htabsim
