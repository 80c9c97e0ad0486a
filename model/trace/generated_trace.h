// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/trace/microbenchmark.h"
#include "htabsim/model/trace/plain_access.h"
#include "htabsim/model/trace/random_order.h"

namespace htabsim {

/// The addresses of a microbenchmark in its steady state: a warm-up, which brings the table, TLB,
/// ERATs and caches to that state and is not to be counted, then what is to be measured.
///
/// The loop's iterations are
///   chase   L of 8 bytes at line order(i), the order being a RandomOrder of the footprint's lines;
///   stream  L b[i], L c[i], S a[i], of 8 bytes each. The arrays a, b and c, in this order, are
///           whole lines and a third of the footprint each; up to two lines at its end are left;
///   gups    M of 8 bytes. With r the number i of SplitMix64 after the seed, it is in the line
///           ((r >> 32) * lines) >> 32, of which it is doubleword r mod 16.
///
/// A round of them is measured once or, to have enough accesses, several times. At most
/// kRoundLines lines keep a round short:
///   chase   all lines, or of more lines the first kRoundLines of the order, which lie all over the
///           footprint;
///   stream  all elements, or of more lines the first kWindowElements, or as many more as
///           accesses are asked for;
///   gups    as many updates as there are lines, kRoundLines at most, or as many more as accesses
///           are asked for. It is not repeated.
///
/// The warm-up is the round itself, once. So every page that is measured is in the table by then.
/// It is the steady state, too, of what is replaced in LRU order: a set then holds the last lines
/// (or pages) used of those that belong to it, and since each comes again in every round, these are
/// the same after one round as after any number. Three things limit this:
/// - A level that sees only what misses in the one before it may need another round to forget the
///   order in which the first round, which missed everywhere, went through it. Where a footprint
///   fits in a level, or exceeds it by a factor, there is no difference.
/// - A round that is cut short stands for the whole footprint only while caches and TLB would lose
///   its lines and pages within it: while they hold less than kRoundLines lines, that is 32 MB, and
///   as many pages. Random places are met again in a window of the last accesses as often as in an
///   endless sequence, so the hit rate of a cache smaller than the footprint is right as well.
/// - stream's window, unlike random places, is small and would stay in caches and TLB. So the rest
///   of the arrays follows it in the warm-up, one element of each line, at most kRoundLines of them
///   in a RandomOrder (over many pages): caches and TLB hold other parts of the arrays then, as
///   they would after the rest of the sweep.
/// The table only holds the pages that the round touches, not all of the footprint.
class GeneratedTrace {
 public:
  /// Of distinct lines a round has no more than this (but stream's window, if it is asked to).
  static constexpr std::uint64_t kRoundLines = 262'144;
  static constexpr std::uint64_t kWindowElements = 262'144;

  explicit GeneratedTrace(const Microbenchmark& benchmark);

  /// Gives the next access; false at the end.
  bool next(PlainAccess& access);

  /// Loads and stores, kModify being one of each.
  [[nodiscard]] std::uint64_t warmup_accesses() const;
  [[nodiscard]] std::uint64_t measured_accesses() const;
  /// Iterations of the loop in a round.
  [[nodiscard]] std::uint64_t round_iterations() const { return plan_.round; }
  /// How often next() gives an access in all: lines of a trace.
  [[nodiscard]] std::uint64_t records() const;

 private:
  /// Counts are of iterations unless they say otherwise.
  struct Plan {
    std::uint64_t lines = 0;  ///< that a place is chosen from: of all, of one array (stream)
    std::uint64_t ordered_lines = 1;  ///< in random order: all, or those after the window (stream)
    std::uint64_t round = 0;
    std::uint64_t warmup = 0;
    std::uint64_t measured = 0;
  };

  static Plan plan(const Microbenchmark& benchmark);
  static Plan plan_chase(const Microbenchmark& benchmark);
  static Plan plan_stream(const Microbenchmark& benchmark);
  static Plan plan_gups(const Microbenchmark& benchmark);

  [[nodiscard]] PlainAccess triad(std::uint64_t iteration, unsigned part) const;
  [[nodiscard]] std::uint64_t random_word(std::uint64_t iteration) const;

  MicrobenchmarkKind kind_;
  std::uint64_t seed_;
  Plan plan_;
  RandomOrder order_;
  std::uint64_t iteration_ = 0;  ///< that the next access belongs to
  unsigned part_ = 0;            ///< the number of the next access in it
};

}  // namespace htabsim
