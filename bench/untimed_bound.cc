// SPDX-License-Identifier: Apache-2.0
//
// untimed_bound TRACE
//
// What translation costs without time, rules or counters: a D-ERAT of 48 entries, one of 144 behind
// it, a TLB of 512 sets of four, and a hashed table of 2^24 bytes that is filled at first touch.
// All replace the least recently used. Of the accesses in memory it prints one JSON object: how
// many there are, how many walked, and the processor seconds.
#include <array>
#include <cstdint>
#include <cstdio>
#include <ctime>
#include <exception>
#include <vector>

#include <fmt/format.h>

#include "htabsim/model/trace/lackey_reader.h"

namespace {

constexpr std::uint64_t kVsid = 0x12345;
constexpr std::uint64_t kGroups = std::uint64_t{1} << 17;

/// Which `Entries` pages were used last, and where they are: chains of a hash, and a ring.
template <std::size_t Entries>
class Erat {
 public:
  Erat() {
    first_.fill(kNone);
    for (std::size_t i = 0; i < Entries; ++i) {
      at_[i].newer = (i + 1) % Entries;
      at_[i].older = (i + Entries - 1) % Entries;
    }
  }
  const std::uint64_t* find(std::uint64_t page) {
    for (std::size_t i = first_[hash(page)]; i != kNone; i = at_[i].next) {
      if (at_[i].page != page) continue;
      use(i);
      return &at_[i].real;
    }
    return nullptr;
  }
  void insert(std::uint64_t page, std::uint64_t real) {
    const std::size_t oldest = at_[newest_].newer;
    if (at_[oldest].page != kNoPage) {
      std::size_t* link = &first_[hash(at_[oldest].page)];
      while (*link != oldest) link = &at_[*link].next;
      *link = at_[oldest].next;
    }
    std::size_t& first = first_[hash(page)];
    at_[oldest].page = page;
    at_[oldest].real = real;
    at_[oldest].next = first;
    first = oldest;
    newest_ = oldest;
  }

 private:
  static constexpr std::size_t kNone = Entries;
  static constexpr std::uint64_t kNoPage = ~std::uint64_t{0};
  struct At {
    std::uint64_t page = kNoPage;
    std::uint64_t real = 0;
    std::size_t next = kNone;
    std::size_t newer = 0;
    std::size_t older = 0;
  };

  static std::size_t hash(std::uint64_t page) { return page * 0x9e3779b97f4a7c15 >> 54; }
  // The newest one's `newer` is the oldest.
  void use(std::size_t i) {
    if (i == newest_) return;
    At& used = at_[i];
    at_[used.newer].older = used.older;
    at_[used.older].newer = used.newer;
    const std::size_t oldest = at_[newest_].newer;
    used.older = newest_;
    used.newer = oldest;
    at_[newest_].newer = i;
    at_[oldest].older = i;
    newest_ = i;
  }

  std::array<At, Entries> at_;
  std::array<std::size_t, 1024> first_;
  std::size_t newest_ = Entries - 1;
};

class Table {
 public:
  /// Walks, enters the page if it is not there, and sets R, and C for a store.
  std::uint64_t translate(std::uint64_t page, bool store) {
    Entry* entry = find(page);
    if (entry == nullptr) entry = enter(page);
    entry->real |= store ? 0x180 : 0x100;
    return entry->real;
  }

 private:
  struct Entry {
    std::uint64_t tag = 0;
    std::uint64_t real = 0;
  };
  static std::uint64_t tag(std::uint64_t page, unsigned secondary) {
    return page << 8 | secondary << 1 | 1;
  }
  Entry* group(std::uint64_t page, unsigned secondary) {
    const std::uint64_t hash = kVsid ^ page;
    return &entries_[(secondary != 0 ? ~hash : hash) % kGroups * 8];
  }
  Entry* find(std::uint64_t page) {
    for (const unsigned secondary : {0U, 1U}) {
      Entry* entry = group(page, secondary);
      for (Entry* const end = entry + 8; entry != end; ++entry) {
        if (entry->tag == tag(page, secondary)) return entry;
      }
    }
    return nullptr;
  }
  Entry* enter(std::uint64_t page) {
    for (const unsigned secondary : {0U, 1U}) {
      Entry* entry = group(page, secondary);
      for (Entry* const end = entry + 8; entry != end; ++entry) {
        if (entry->tag != 0) continue;
        *entry = {tag(page, secondary), ++pages_ << 12};
        return entry;
      }
    }
    throw std::length_error("the table is full");
  }

  std::vector<Entry> entries_ = std::vector<Entry>(kGroups * 8);
  std::uint64_t pages_ = 0;
};

class Tlb {
 public:
  std::uint64_t translate(std::uint64_t page, bool store, Table& table) {
    Way* const set = &ways_[(page ^ kVsid) % 512 * 4];
    Way* oldest = set;
    for (Way* way = set; way != set + 4; ++way) {
      if (way->page == page) {
        way->used = ++uses_;
        return way->real;
      }
      if (way->used < oldest->used) oldest = way;
    }
    ++walks;
    *oldest = {page, table.translate(page, store), ++uses_};
    return oldest->real;
  }
  std::uint64_t walks = 0;

 private:
  struct Way {
    std::uint64_t page = ~std::uint64_t{0};
    std::uint64_t real = 0;
    std::uint64_t used = 0;
  };
  std::array<Way, 2048> ways_;
  std::uint64_t uses_ = 0;
};

void measure(const char* trace) {
  std::vector<htabsim::PlainAccess> accesses;
  htabsim::LackeyReader reader(htabsim::LineReader{htabsim::InputFile(trace)});
  for (htabsim::PlainAccess access; reader.next(access);) accesses.push_back(access);

  Erat<48> first;
  Erat<144> second;
  Tlb tlb;
  Table table;
  std::uint64_t sum = 0;
  const std::clock_t begin = std::clock();
  for (const htabsim::PlainAccess& access : accesses) {
    const std::uint64_t page = access.ea.value() >> 12;
    if (const std::uint64_t* real = first.find(page)) {
      sum += *real;
      continue;
    }
    const std::uint64_t* behind = second.find(page);
    const bool store = access.kind == htabsim::PlainAccessKind::kStore;
    const std::uint64_t real = behind != nullptr ? *behind : tlb.translate(page, store, table);
    if (behind == nullptr) second.insert(page, real);
    first.insert(page, real);
    sum += real;
  }
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  fmt::print("{{\"accesses\": {}, \"walks\": {}, \"seconds\": {}, \"sum\": {}}}\n", accesses.size(),
             tlb.walks, seconds, sum);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: untimed_bound TRACE\n", stderr);
    return 2;
  }
  try {
    measure(argv[1]);
  } catch (const std::exception& error) {
    fmt::print(stderr, "untimed_bound: {}\n", error.what());
    return 2;
  }
  return 0;
}
