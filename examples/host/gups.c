/* SPDX-License-Identifier: Apache-2.0 */

/*
 * gcc -O2 -o gups gups.c
 *
 * gups FOOTPRINT [OPTION]...      options: see microbench.h
 *
 * RandomAccess on one processor: reads, changes and writes doublewords at random places. An update
 * is two accesses; GUPS are 10^9 updates a second. The places are computed from their number, so
 * that many updates can be under way at once.
 */
#define _GNU_SOURCE

#include "microbench.h"

enum { BATCH = 1 << 14 }; /* updates between two looks at the clock */

static uint64_t word_of(uint64_t random, uint64_t lines) {
  return ((random >> 32) * lines >> 32) * WORDS_PER_LINE + random % WORDS_PER_LINE;
}

static void print_order(const struct options* options) {
  for (uint64_t i = 0; i < options->printed; ++i) {
    const uint64_t random = split_mix_64(options->seed, i);
    print_access('M', word_of(random, options->footprint / LINE_BYTES) * WORD_BYTES);
  }
}

static void update(uint64_t* memory, const struct options* options, uint64_t from, uint64_t to) {
  const uint64_t lines = options->footprint / LINE_BYTES;
  for (uint64_t i = from; i < to; ++i) {
    const uint64_t random = split_mix_64(options->seed, i);
    memory[word_of(random, lines)] ^= random;
  }
}

int main(int argc, char** argv) {
  const struct options options = parse_options(argc, argv);
  if (options.printed != 0) {
    print_order(&options);
    return 0;
  }
  pin(argv[0], options.cpu);
  uint64_t* memory = allocate(argv[0], options.footprint, options.page);
  for (uint64_t i = 0; i < options.footprint / WORD_BYTES; ++i) memory[i] = i;

  uint64_t warming = options.footprint / LINE_BYTES;
  const uint64_t most_warming = UINT64_C(1) << 22;
  if (warming > most_warming) warming = most_warming;
  update(memory, &options, 0, warming);

  uint64_t at = warming;
  const double began = now();
  double took = 0;
  do {
    update(memory, &options, at, at + BATCH);
    at += BATCH;
    took = now() - began;
  } while (took < options.seconds);
  const uint64_t updates = at - warming;
  print_result(&options, 2 * updates, took);
  printf(" gups=%.6f\n", 1e-9 * (double)updates / took);
  return 0;
}
