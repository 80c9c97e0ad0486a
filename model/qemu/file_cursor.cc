// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/qemu/file_cursor.h"

#include <algorithm>

#include <boost/endian/arithmetic.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

constexpr std::uint64_t kBlockBytes = 64 * 1024;

}  // namespace

void FileCursor::fail_at(std::uint64_t position, const std::string& text) const {
  throw InputError(file_name(), InputError::kNoLine, fmt::format("at byte {}: {}", position, text));
}

void FileCursor::take(char* to, std::size_t bytes) {
  const std::size_t got = file_.read({to, bytes});
  position_ += got;
  if (got != bytes) fail_at(position_, "the file is cut short");
}

template <class Big>
auto FileCursor::number() {
  char bytes[sizeof(Big)];
  take(bytes, sizeof bytes);
  Big big;
  std::copy_n(bytes, sizeof bytes, reinterpret_cast<char*>(&big));
  return big.value();
}

std::uint8_t FileCursor::u8() { return number<boost::endian::big_uint8_t>(); }
std::uint16_t FileCursor::u16() { return number<boost::endian::big_uint16_t>(); }
std::uint32_t FileCursor::u32() { return number<boost::endian::big_uint32_t>(); }
std::uint64_t FileCursor::u64() { return number<boost::endian::big_uint64_t>(); }

std::string FileCursor::text() {
  std::string text;
  append(u8(), text);
  return text;
}

void FileCursor::append(std::uint64_t bytes, std::string& to) {
  // A length that is damaged must not ask for memory that the file has no bytes for.
  while (bytes != 0) {
    const std::size_t had = to.size();
    const auto block = static_cast<std::size_t>(std::min(bytes, kBlockBytes));
    to.resize(had + block);
    take(to.data() + had, block);
    bytes -= block;
  }
}

void FileCursor::skip(std::uint64_t bytes) {
  char block[kBlockBytes];
  while (bytes != 0) {
    const auto count = static_cast<std::size_t>(std::min(bytes, kBlockBytes));
    take(block, count);
    bytes -= count;
  }
}

std::optional<std::uint8_t> FileCursor::next() {
  const std::string_view ahead = file_.peek(1);
  if (ahead.empty()) return std::nullopt;
  return static_cast<std::uint8_t>(ahead.front());
}

}  // namespace htabsim
