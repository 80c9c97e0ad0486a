// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/trace/generated_trace.h"

#include <algorithm>
#include <cassert>

#include "htabsim/model/base/split_mix.h"

namespace htabsim {

namespace {

constexpr std::uint16_t kTracedWordBytes = 8;
constexpr std::uint64_t kWordsPerLine = kLineBytes / kTracedWordBytes;
constexpr unsigned kArrays = 3;

/// Lines of a trace for an iteration.
constexpr unsigned records_per_iteration(MicrobenchmarkKind kind) {
  return kind == MicrobenchmarkKind::stream ? kArrays : 1;
}

/// Loads and stores of an iteration.
constexpr unsigned accesses_per_iteration(MicrobenchmarkKind kind) {
  return kind == MicrobenchmarkKind::gups ? 2 : records_per_iteration(kind);
}

constexpr std::uint64_t divided_up(std::uint64_t n, std::uint64_t by) { return (n + by - 1) / by; }

std::uint64_t iterations_asked_for(const Microbenchmark& benchmark) {
  return divided_up(benchmark.accesses, accesses_per_iteration(benchmark.kind));
}

/// At least as many iterations as are asked for, in whole rounds.
std::uint64_t whole_rounds(const Microbenchmark& benchmark, std::uint64_t round) {
  return divided_up(iterations_asked_for(benchmark), round) * round;
}

PlainAccess word_access(PlainAccessKind kind, std::uint64_t offset) {
  return {.kind = kind, .size = kTracedWordBytes, .ea = Microbenchmark::kBase + offset};
}

}  // namespace

GeneratedTrace::Plan GeneratedTrace::plan_chase(const Microbenchmark& benchmark) {
  const std::uint64_t lines = benchmark.footprint / kLineBytes;
  const std::uint64_t round = std::min(lines, kRoundLines);
  return {lines, lines, round, round, whole_rounds(benchmark, round)};
}

GeneratedTrace::Plan GeneratedTrace::plan_stream(const Microbenchmark& benchmark) {
  const std::uint64_t lines = benchmark.footprint / kLineBytes / kArrays;
  std::uint64_t window_lines = lines;
  if (benchmark.footprint / kLineBytes > kRoundLines) {
    const std::uint64_t elements = std::max(kWindowElements, iterations_asked_for(benchmark));
    window_lines = std::min(lines, divided_up(elements, kWordsPerLine));
  }
  const std::uint64_t rest = lines - window_lines;
  const std::uint64_t round = window_lines * kWordsPerLine;
  return {lines, std::max<std::uint64_t>(rest, 1), round,
          round + std::min(rest, kRoundLines / kArrays), whole_rounds(benchmark, round)};
}

GeneratedTrace::Plan GeneratedTrace::plan_gups(const Microbenchmark& benchmark) {
  const std::uint64_t lines = benchmark.footprint / kLineBytes;
  const std::uint64_t round =
      std::max(std::min(lines, kRoundLines), iterations_asked_for(benchmark));
  return {lines, lines, round, round, round};
}

GeneratedTrace::Plan GeneratedTrace::plan(const Microbenchmark& benchmark) {
  assert(benchmark.footprint >= Microbenchmark::kMinFootprint);
  assert(benchmark.footprint <= Microbenchmark::kMaxFootprint);
  assert(benchmark.footprint % kLineBytes == 0);
  assert(benchmark.accesses > 0);
  switch (benchmark.kind) {
    case MicrobenchmarkKind::chase:
      return plan_chase(benchmark);
    case MicrobenchmarkKind::stream:
      return plan_stream(benchmark);
    case MicrobenchmarkKind::gups:
      break;
  }
  return plan_gups(benchmark);
}

GeneratedTrace::GeneratedTrace(const Microbenchmark& benchmark)
    : kind_(benchmark.kind),
      seed_(benchmark.seed),
      plan_(plan(benchmark)),
      order_(plan_.ordered_lines, benchmark.seed) {}

std::uint64_t GeneratedTrace::warmup_accesses() const {
  return plan_.warmup * accesses_per_iteration(kind_);
}

std::uint64_t GeneratedTrace::measured_accesses() const {
  return plan_.measured * accesses_per_iteration(kind_);
}

std::uint64_t GeneratedTrace::records() const {
  return (plan_.warmup + plan_.measured) * records_per_iteration(kind_);
}

PlainAccess GeneratedTrace::triad(std::uint64_t iteration, unsigned part) const {
  const std::uint64_t element =
      iteration < plan_.round ? iteration
                              : plan_.round + order_.at(iteration - plan_.round) * kWordsPerLine;
  constexpr unsigned kArrayOfPart[kArrays] = {1, 2, 0};
  const std::uint64_t array = kArrayOfPart[part] * plan_.lines * kLineBytes;
  return word_access(part == kArrays - 1 ? PlainAccessKind::kStore : PlainAccessKind::kLoad,
                     array + element * kTracedWordBytes);
}

std::uint64_t GeneratedTrace::random_word(std::uint64_t iteration) const {
  const std::uint64_t random = split_mix_64(seed_, iteration);
  const std::uint64_t line = ((random >> 32) * plan_.lines) >> 32;
  return line * kWordsPerLine + random % kWordsPerLine;
}

bool GeneratedTrace::next(PlainAccess& access) {
  if (iteration_ == plan_.warmup + plan_.measured) return false;
  // The measured part begins with a round anew.
  const std::uint64_t iteration =
      iteration_ < plan_.warmup ? iteration_ : (iteration_ - plan_.warmup) % plan_.round;
  switch (kind_) {
    case MicrobenchmarkKind::chase:
      access = word_access(PlainAccessKind::kLoad, order_.at(iteration) * kLineBytes);
      break;
    case MicrobenchmarkKind::stream:
      access = triad(iteration, part_);
      break;
    case MicrobenchmarkKind::gups:
      access = word_access(PlainAccessKind::kModify, random_word(iteration) * kTracedWordBytes);
      break;
  }
  part_ = (part_ + 1) % records_per_iteration(kind_);
  if (part_ == 0) ++iteration_;
  return true;
}

}  // namespace htabsim
