// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/cache/line_cache.h"

#include <algorithm>
#include <cassert>

namespace htabsim {

LineCache::LineCache(std::size_t bytes, std::size_t ways)
    : set_(std::max<std::size_t>(1, bytes / kLineBytes / ways)),
      ways_(ways),
      lines_(set_.sets() * ways_) {}

std::span<LineCache::Way> LineCache::set_of(LineNumber line) {
  return std::span(lines_).subspan(set_.of(line.value()) * ways_, ways_);
}

std::size_t LineCache::find(std::span<const Way> set, LineNumber line) {
  for (std::size_t way = 0; way < set.size(); ++way) {
    if (set[way].line == line.value()) return way;
  }
  return set.size();
}

std::span<const LineCache::Way> LineCache::set_of(LineNumber line) const {
  return std::span(lines_).subspan(set_.of(line.value()) * ways_, ways_);
}

bool LineCache::holds(LineNumber line) const {
  const auto set = set_of(line);
  return find(set, line) != set.size();
}

bool LineCache::is_modified(LineNumber line) const {
  const auto set = set_of(line);
  const std::size_t way = find(set, line);
  assert(way != set.size());
  return set[way].modified != 0;
}

bool LineCache::touch(LineNumber line) {
  const auto set = set_of(line);
  const std::size_t way = find(set, line);
  if (way == set.size()) return false;
  const Way used = set[way];
  for (std::size_t i = way; i > 0; --i) set[i] = set[i - 1];
  set[0] = used;
  return true;
}

std::optional<LineNumber> LineCache::insert(LineNumber line) {
  const auto set = set_of(line);
  const Way last = set.back();
  std::shift_right(set.begin(), set.end(), 1);
  set[0] = {line.value(), 0};
  return last.line == kEmpty ? std::nullopt : std::optional(LineNumber(last.line));
}

bool LineCache::set_modified(LineNumber line, bool modified) {
  const auto set = set_of(line);
  const std::size_t way = find(set, line);
  assert(way != set.size());
  const bool before = set[way].modified != 0;
  set[way].modified = modified ? 1 : 0;
  return before;
}

void LineCache::drop(LineNumber line) {
  const auto set = set_of(line);
  const std::size_t way = find(set, line);
  if (way == set.size()) return;
  std::shift_left(set.begin() + static_cast<std::ptrdiff_t>(way), set.end(), 1);
  set.back() = {};
}

}  // namespace htabsim
