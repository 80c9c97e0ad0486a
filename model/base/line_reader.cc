// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/base/line_reader.h"

#include <cstring>
#include <utility>

#include <fmt/core.h>

#include "htabsim/model/base/cut_line.h"

namespace htabsim {

namespace {

constexpr std::size_t kBufferBytes = 4 * LineReader::kMaxLineBytes;

}  // namespace

LineReader::LineReader(InputFile file) : file_(std::move(file)), buffer_(kBufferBytes) {}

bool LineReader::next(std::string_view& line) {
  const void* newline = nullptr;
  for (std::size_t searched = 0;;) {
    const std::size_t left = end_ - begin_ - searched;
    newline = std::memchr(buffer_.data() + begin_ + searched, '\n', left);
    if (newline != nullptr) break;
    searched = end_ - begin_;
    if (searched <= kMaxLineBytes && refill()) continue;
    if (searched == 0) return false;
    ++line_number_;
    if (searched > kMaxLineBytes) fail("the line is too long");
    throw CutLine(file_.name(), line_number_, std::string(buffer_.data() + begin_, searched));
  }
  const char* start = buffer_.data() + begin_;
  line =
      std::string_view(start, static_cast<std::size_t>(static_cast<const char*>(newline) - start));
  begin_ += line.size() + 1;
  ++line_number_;
  if (line.size() > kMaxLineBytes) fail("the line is too long");
  return true;
}

bool LineReader::peek(std::string_view& line) {
  if (!next(line)) return false;
  begin_ -= line.size() + 1;
  --line_number_;
  return true;
}

bool LineReader::begins_as_text() {
  if (begin_ == end_) refill();
  return std::memchr(buffer_.data() + begin_, '\0', end_ - begin_) == nullptr;
}

void LineReader::fail(const std::string& text) const {
  throw InputError(file_.name(), line_number_, text);
}

bool LineReader::refill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const std::size_t got = file_.read(std::span(buffer_).subspan(end_));
  end_ += got;
  return got != 0;
}

}  // namespace htabsim
