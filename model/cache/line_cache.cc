// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/cache/line_cache.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace htabsim {

LineCache::LineCache(std::size_t bytes, std::size_t ways)
    : sets_(std::max<std::size_t>(1, bytes / kLineBytes / ways)),
      ways_(ways),
      storage_(sets_ * ways_) {}

std::size_t LineCache::find(LineNumber line) const {
  const std::size_t first = first_way(line);
  for (std::size_t way = first; way < first + ways_; ++way) {
    if (storage_[way].line == line && storage_[way].last_use != 0) return way;
  }
  return storage_.size();
}

bool LineCache::holds(LineNumber line) const { return find(line) != storage_.size(); }

bool LineCache::touch(LineNumber line) {
  const std::size_t way = find(line);
  if (way == storage_.size()) return false;
  storage_[way].last_use = ++uses_;
  return true;
}

std::optional<LineNumber> LineCache::insert(LineNumber line) {
  const auto first = storage_.begin() + static_cast<std::ptrdiff_t>(first_way(line));
  Way& way = *std::min_element(first, first + static_cast<std::ptrdiff_t>(ways_),
                               [](const Way& a, const Way& b) { return a.last_use < b.last_use; });
  const auto gone = way.last_use == 0 ? std::nullopt : std::optional(way.line);
  way = {line, ++uses_};
  return gone;
}

bool LineCache::set_modified(LineNumber line, bool modified) {
  const std::size_t way = find(line);
  assert(way != storage_.size());
  return std::exchange(storage_[way].modified, modified);
}

void LineCache::drop(LineNumber line) {
  const std::size_t way = find(line);
  if (way != storage_.size()) storage_[way].last_use = 0;
}

}  // namespace htabsim
