// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/file_cursor.h"

#include <algorithm>
#include <utility>

#include <boost/endian/arithmetic.hpp>
#include <fmt/format.h>

#include "htabsim/model/base/input_error.h"

namespace htabsim {

namespace {

constexpr std::size_t kCursorBlockBytes = 64 * 1024;

}  // namespace

FileCursor::FileCursor(InputFile file) : file_(std::move(file)), buffer_(kCursorBlockBytes) {}

void FileCursor::fail_at(std::uint64_t position, const std::string& text) const {
  throw InputError(file_name(), InputError::kNoLine, fmt::format("at byte {}: {}", position, text));
}

// The buffer grows with what comes, so a damaged length asks for no memory without bytes for it.
void FileCursor::fill(std::size_t bytes) {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
  end_ -= std::exchange(begin_, 0);
  while (end_ < bytes) {
    if (end_ == buffer_.size()) buffer_.resize(2 * buffer_.size());
    const std::size_t got = file_.read(std::span(buffer_).subspan(end_));
    if (got == 0) return;
    end_ += got;
  }
}

std::string_view FileCursor::rest(std::size_t most) {
  if (end_ - begin_ < most) fill(most);
  return {buffer_.data() + begin_, std::min(most, end_ - begin_)};
}

std::string_view FileCursor::take(std::size_t bytes) {
  const std::string_view taken = rest(bytes);
  begin_ += taken.size();
  position_ += taken.size();
  if (taken.size() != bytes) fail_at(position_, "the file is cut short");
  return taken;
}

std::uint8_t FileCursor::u8() { return number<boost::endian::big_uint8_t>(); }
std::uint16_t FileCursor::u16() { return number<boost::endian::big_uint16_t>(); }
std::uint32_t FileCursor::u32() { return number<boost::endian::big_uint32_t>(); }
std::uint64_t FileCursor::u64() { return number<boost::endian::big_uint64_t>(); }

std::string FileCursor::text() { return std::string(take(u8())); }

template <class Use>
void FileCursor::take_blocks(std::uint64_t bytes, const Use& use) {
  for (std::uint64_t left = bytes; left != 0;) {
    const auto block = static_cast<std::size_t>(std::min<std::uint64_t>(left, kCursorBlockBytes));
    use(take(block));
    left -= block;
  }
}

void FileCursor::append(std::uint64_t bytes, std::string& to) {
  take_blocks(bytes, [&](std::string_view block) { to += block; });
}

void FileCursor::skip(std::uint64_t bytes) {
  take_blocks(bytes, [](std::string_view) {});
}

std::optional<std::uint8_t> FileCursor::next() {
  const std::string_view ahead = rest(1);
  if (ahead.empty()) return std::nullopt;
  return static_cast<std::uint8_t>(ahead.front());
}

}  // namespace htabsim
