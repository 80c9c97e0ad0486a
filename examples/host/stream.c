/* SPDX-License-Identifier: Apache-2.0 */

/*
 * gcc -O2 -o stream stream.c
 *
 * stream FOOTPRINT [OPTION]...      options: see microbench.h
 *
 * STREAM's triad, a[i] = b[i] + s * c[i], on one processor. Each of the three arrays of doubles is
 * a third of the footprint, rounded down to whole lines. GB/s is of 24 bytes for each element and
 * 10^9 bytes, as STREAM counts. What -O3 makes of the loop may use longer loads and stores.
 */
#define _GNU_SOURCE

#include "microbench.h"

enum { ARRAYS = 3, BATCH = 1 << 14 }; /* elements between two looks at the clock */

struct arrays {
  double* a;
  double* b;
  double* c;
  uint64_t elements; /* of each */
};

static uint64_t array_bytes(const struct options* options) {
  return options->footprint / LINE_BYTES / ARRAYS * LINE_BYTES;
}

static void print_order(const struct options* options) {
  const uint64_t bytes = array_bytes(options);
  for (uint64_t i = 0; i < options->printed; ++i) {
    static const uint64_t array[ARRAYS] = {1, 2, 0};
    const uint64_t element = i / ARRAYS % (bytes / WORD_BYTES);
    print_access(i % ARRAYS == 2 ? 'S' : 'L', array[i % ARRAYS] * bytes + element * WORD_BYTES);
  }
}

static void triad(const struct arrays* on, uint64_t from, uint64_t to) {
  double* restrict a = on->a;
  const double* restrict b = on->b;
  const double* restrict c = on->c;
  for (uint64_t i = from; i < to; ++i) a[i] = b[i] + 3.0 * c[i];
}

static struct arrays make_arrays(const char* program, const struct options* options) {
  const uint64_t bytes = array_bytes(options);
  char* memory = allocate(program, options->footprint, options->page);
  struct arrays made = {(double*)memory, (double*)(memory + bytes), (double*)(memory + 2 * bytes),
                        bytes / WORD_BYTES};
  for (uint64_t i = 0; i < made.elements; ++i) {
    made.b[i] = 2;
    made.c[i] = 1;
  }
  return made;
}

int main(int argc, char** argv) {
  const struct options options = parse_options(argc, argv);
  if (options.printed != 0) {
    print_order(&options);
    return 0;
  }
  pin(argv[0], options.cpu);
  const struct arrays arrays = make_arrays(argv[0], &options);
  triad(&arrays, 0, arrays.elements);

  uint64_t done = 0;
  uint64_t at = 0;
  const double began = now();
  double took = 0;
  do {
    const uint64_t end = arrays.elements - at < BATCH ? arrays.elements : at + BATCH;
    triad(&arrays, at, end);
    done += end - at;
    at = end % arrays.elements;
    took = now() - began;
  } while (took < options.seconds);
  print_result(&options, ARRAYS * done, took);
  printf(" gb_per_s=%.3f\n", 1e-9 * (double)(ARRAYS * WORD_BYTES * done) / took);
  return arrays.a[0] != 5; /* 2 + 3 * 1 */
}
