// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "htabsim/model/trace/microbenchmark.h"
#include "htabsim/model/trace/plain_access.h"
#include "htabsim/model/trace/random_order.h"

namespace htabsim {

/// The addresses of a microbenchmark in its steady state: first a warm-up, which brings the table,
/// TLB, ERATs and caches to that state and is not counted, then the accesses to measure.
///
/// The loop's iterations are
///   chase   L of 8 bytes at line order(i), the order being a RandomOrder of the footprint's lines;
///   stream  L b[i], L c[i], S a[i], of 8 bytes each. The arrays a, b and c, in this order, are
///           whole lines and a third of the footprint each; up to two lines at its end are left;
///   gups    M of 8 bytes. With r the number i of SplitMix64 after the seed, it is in the line
///           ((r >> 32) * lines) >> 32, of which it is doubleword r mod 16.
///
/// A round of iterations is measured once or, to have enough accesses, several times. A round has
/// at most kRoundLines lines:
///   chase   all lines, or of more lines the first kRoundLines of the order, which lie all over the
///           footprint;
///   stream  all elements, or of more lines the first kWindowElements, or as many more as
///           accesses are asked for;
///   gups    as many updates as there are lines, kRoundLines at most, or as many more as accesses
///           are asked for. It is not repeated.
///
/// The warm-up is one round, so every page that is measured is in the table by then. For LRU
/// replacement one round also is the steady state: a set then holds those of its lines (or pages)
/// that were used last, and as every round uses the same, more rounds would change nothing. Three
/// things limit this:
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
/// The table holds only the pages that the round touches, not all of the footprint.
class GeneratedTrace {
 public:
  /// The most distinct lines of a round; stream's window may have more if it is asked to.
  static constexpr std::uint64_t kRoundLines = 262'144;
  static constexpr std::uint64_t kWindowElements = 262'144;

  explicit GeneratedTrace(const Microbenchmark& benchmark);

  /// Writes the next access to `access`; returns false at the end.
  bool next(PlainAccess& access);

  /// The loads and stores of the warm-up; kModify counts as one of each.
  [[nodiscard]] std::uint64_t warmup_accesses() const;
  [[nodiscard]] std::uint64_t measured_accesses() const;
  /// Iterations of the loop in a round.
  [[nodiscard]] std::uint64_t round_iterations() const { return plan_.round; }
  /// How many accesses next() gives in all: the lines of a trace.
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
