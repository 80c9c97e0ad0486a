// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/cache/line_cache.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace htabsim {

namespace {

constexpr LineNumber kNoLine(std::numeric_limits<std::uint64_t>::max());

}  // namespace

LineCache::LineCache(std::size_t bytes, std::size_t ways)
    : set_(std::max<std::size_t>(1, bytes / kLineBytes / ways)),
      ways_(ways),
      lines_(set_.sets() * ways_, kNoLine),
      last_use_(lines_.size()),
      modified_(lines_.size()) {}

std::size_t LineCache::find(LineNumber line) const {
  const std::size_t first = first_way(line);
  for (std::size_t way = first; way < first + ways_; ++way) {
    if (lines_[way] == line) return way;
  }
  return lines_.size();
}

bool LineCache::holds(LineNumber line) const { return find(line) != lines_.size(); }

bool LineCache::touch(LineNumber line) {
  const std::size_t way = find(line);
  if (way == lines_.size()) return false;
  last_use_[way] = ++uses_;
  return true;
}

std::optional<LineNumber> LineCache::insert(LineNumber line) {
  const auto first = last_use_.begin() + static_cast<std::ptrdiff_t>(first_way(line));
  const auto oldest = std::min_element(first, first + static_cast<std::ptrdiff_t>(ways_));
  const auto way = static_cast<std::size_t>(oldest - last_use_.begin());
  const auto gone = *oldest == 0 ? std::nullopt : std::optional(lines_[way]);
  lines_[way] = line;
  last_use_[way] = ++uses_;
  modified_[way] = false;
  return gone;
}

bool LineCache::set_modified(LineNumber line, bool modified) {
  const std::size_t way = find(line);
  assert(way != lines_.size());
  const bool before = modified_[way];
  modified_[way] = modified;
  return before;
}

void LineCache::drop(LineNumber line) {
  const std::size_t way = find(line);
  if (way == lines_.size()) return;
  lines_[way] = kNoLine;
  last_use_[way] = 0;
}

}  // namespace htabsim
