/* SPDX-License-Identifier: Apache-2.0 */

/*
 * gcc -O2 -o chase chase.c
 *
 * chase FOOTPRINT [OPTION]...      options: see microbench.h
 *
 * Follows pointers through memory: one in each line of 128 bytes, in a random order that comes back
 * to its beginning when it has been everywhere. Each load's address is what the load before gave,
 * so its time is the latency of memory and of address translation.
 */
#define _GNU_SOURCE

#include "microbench.h"

enum { BATCH = 1 << 14 }; /* loads between two looks at the clock */

/* Gives the pointer that was loaded last. */
static const void* chase(const void* at, uint64_t loads) {
  for (uint64_t i = 0; i < loads; ++i) at = *(const void* const*)at;
  return at;
}

static void print_order(const struct options* options, const struct random_order* order) {
  for (uint64_t i = 0; i < options->printed; ++i) {
    print_access('L', order_at(order, i % order->count) * LINE_BYTES);
  }
}

/* Gives the first line. */
static const void* make_chain(char* memory, const struct random_order* order) {
  char* first = memory + order_at(order, 0) * LINE_BYTES;
  char* at = first;
  for (uint64_t i = 1; i < order->count; ++i) {
    char* next = memory + order_at(order, i) * LINE_BYTES;
    *(void**)at = next;
    at = next;
  }
  *(void**)at = first;
  return first;
}

int main(int argc, char** argv) {
  const struct options options = parse_options(argc, argv);
  const struct random_order order = make_order(options.footprint / LINE_BYTES, options.seed);
  if (options.printed != 0) {
    print_order(&options, &order);
    return 0;
  }
  pin(argv[0], options.cpu);
  const void* at = make_chain(allocate(argv[0], options.footprint, options.page), &order);
  const uint64_t most_warming = UINT64_C(1) << 22;
  at = chase(at, order.count < most_warming ? order.count : most_warming);

  uint64_t loads = 0;
  const double began = now();
  double took = 0;
  do {
    at = chase(at, BATCH);
    loads += BATCH;
    took = now() - began;
  } while (took < options.seconds);
  print_result(&options, loads, took);
  printf("\n");
  return at == NULL; /* never so, but the compiler must not know */
}
