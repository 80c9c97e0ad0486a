/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the microbenchmarks of this folder share: their command line, memory, clock, and the random
 * order. `htabsim trace generate` makes traces of the same loops: accesses and their order are the
 * same for the same footprint and seed, and a test of htabsim compares them.
 *
 *     PROGRAM FOOTPRINT [--page default|huge] [--seconds S] [--seed N] [--cpu N] [--print N]
 *
 * FOOTPRINT  bytes of memory, a multiple of 128, as 16K, 64M, 1G (powers of 1024)
 * --page     default: the kernel's base pages, never huge ones; huge: from the pool of huge pages
 *            (16 MB on POWER; /proc/sys/vm/nr_hugepages)
 * --seconds  run at least so long (1)
 * --seed     of what is random (1)
 * --cpu      run on this processor only
 * --print    run nothing, but print the first N accesses as valgrind's lackey does, the memory
 *            beginning at 0x10000000000
 *
 * Exits with 2 and a line on standard error if something is wrong.
 */
#ifndef HTABSIM_EXAMPLES_HOST_MICROBENCH_H
#define HTABSIM_EXAMPLES_HOST_MICROBENCH_H

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define LINE_BYTES UINT64_C(128)
#define WORD_BYTES UINT64_C(8)
#define WORDS_PER_LINE (LINE_BYTES / WORD_BYTES)
#define MIN_FOOTPRINT (UINT64_C(16) << 10)
#define MAX_FOOTPRINT (UINT64_C(512) << 30)
#define PRINTED_BASE (UINT64_C(1) << 40)

enum page_kind { DEFAULT_PAGES, HUGE_PAGES };

struct options {
  uint64_t footprint; /* bytes */
  enum page_kind page;
  double seconds;
  uint64_t seed;
  long cpu;         /* -1: any */
  uint64_t printed; /* accesses; 0: run */
};

static inline void fail(const char* program, const char* what, const char* why) {
  fprintf(stderr, "%s: %s: %s\n", program, what, why);
  exit(2);
}

static inline uint64_t parse_number(const char* program, const char* name, const char* text,
                                    const char** rest) {
  char* end = NULL;
  errno = 0;
  const unsigned long long value = strtoull(text, &end, 10);
  if (text[0] < '0' || text[0] > '9' || errno != 0)
    fail(program, name, "no number from 0 to 2^64-1");
  *rest = end;
  return value;
}

static inline uint64_t parse_integer(const char* program, const char* name, const char* text) {
  const char* rest = NULL;
  const uint64_t value = parse_number(program, name, text, &rest);
  if (*rest != '\0') fail(program, name, "no number from 0 to 2^64-1");
  return value;
}

static inline double parse_seconds(const char* program, const char* text) {
  char* end = NULL;
  const double seconds = strtod(text, &end);
  if (end == text || *end != '\0' || !(seconds >= 0 && seconds <= 1e6)) {
    fail(program, "--seconds", "no number from 0 to 1000000");
  }
  return seconds;
}

static inline uint64_t parse_footprint(const char* program, const char* text) {
  const char* unit = NULL;
  const uint64_t number = parse_number(program, "FOOTPRINT", text, &unit);
  static const char units[] = "KMG";
  unsigned shift = 0;
  if (*unit != '\0') {
    const char* found = strchr(units, *unit);
    if (found == NULL || unit[1] != '\0') fail(program, "FOOTPRINT", "the unit is not K, M or G");
    shift = 10 * ((unsigned)(found - units) + 1);
  }
  const uint64_t bytes = number << shift;
  if (number > MAX_FOOTPRINT >> shift || bytes < MIN_FOOTPRINT || bytes % LINE_BYTES != 0) {
    fail(program, "FOOTPRINT", "no multiple of 128 bytes from 16K to 512G");
  }
  return bytes;
}

static inline enum page_kind parse_page(const char* program, const char* text) {
  if (strcmp(text, "huge") == 0) return HUGE_PAGES;
  if (strcmp(text, "default") != 0) fail(program, "--page", "neither default nor huge");
  return DEFAULT_PAGES;
}

static inline long parse_cpu(const char* program, const char* text) {
  const uint64_t cpu = parse_integer(program, "--cpu", text);
  if (cpu >= CPU_SETSIZE) fail(program, "--cpu", strerror(EINVAL));
  return (long)cpu;
}

static inline struct options parse_options(int argc, char** argv) {
  static const struct option known[] = {
      {"page", required_argument, NULL, 'p'},  {"seconds", required_argument, NULL, 't'},
      {"seed", required_argument, NULL, 's'},  {"cpu", required_argument, NULL, 'c'},
      {"print", required_argument, NULL, 'n'}, {NULL, 0, NULL, 0}};
  struct options options = {0, DEFAULT_PAGES, 1, 1, -1, 0};
  for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
    switch (option) {
      case 'p':
        options.page = parse_page(argv[0], optarg);
        break;
      case 't':
        options.seconds = parse_seconds(argv[0], optarg);
        break;
      case 's':
        options.seed = parse_integer(argv[0], "--seed", optarg);
        break;
      case 'c':
        options.cpu = parse_cpu(argv[0], optarg);
        break;
      case 'n':
        options.printed = parse_integer(argv[0], "--print", optarg);
        break;
      default:
        exit(2); /* getopt_long has said why */
    }
  }
  if (optind + 1 != argc)
    fail(argv[0], "usage",
         "FOOTPRINT [--page default|huge] [--seconds S] "
         "[--seed N] [--cpu N] [--print N]");
  options.footprint = parse_footprint(argv[0], argv[optind]);
  return options;
}

/* Number i, counted from 0, of SplitMix64 after a seed. */
static inline uint64_t split_mix_64(uint64_t seed, uint64_t i) {
  uint64_t z = seed + (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

enum { ORDER_ROUNDS = 4 };

/* The numbers from 0 to count-1 in a random order; model/trace/random_order.h defines it. */
struct random_order {
  uint64_t count;
  uint64_t mask;
  unsigned half_bits;
  uint64_t multiplier[ORDER_ROUNDS];
  uint64_t addend[ORDER_ROUNDS];
};

static inline struct random_order make_order(uint64_t count, uint64_t seed) {
  struct random_order order = {.count = count};
  unsigned bits = 0;
  while ((count - 1) >> bits != 0) ++bits;
  order.mask = (UINT64_C(1) << bits) - 1;
  order.half_bits = (bits + 1) / 2;
  for (unsigned round = 0; round < ORDER_ROUNDS; ++round) {
    order.multiplier[round] = split_mix_64(seed, 2 * round) | 1;
    order.addend[round] = split_mix_64(seed, 2 * round + 1);
  }
  return order;
}

/* The number at a position below count. */
static inline uint64_t order_at(const struct random_order* order, uint64_t position) {
  uint64_t x = position;
  do {
    for (unsigned round = 0; round < ORDER_ROUNDS; ++round) {
      x = (x * order->multiplier[round] + order->addend[round]) & order->mask;
      x ^= x >> order->half_bits;
    }
  } while (x >= order->count);
  return x;
}

static inline void print_access(char kind, uint64_t offset) {
  printf(" %c %08" PRIx64 ",%u\n", kind, PRINTED_BASE + offset, (unsigned)WORD_BYTES);
}

#ifndef MAP_HUGE_SHIFT
#define MAP_HUGE_SHIFT 26
#endif
#ifdef __powerpc__
#define HUGE_PAGE_SHIFT 24
#define HUGE_PAGE_FLAG (HUGE_PAGE_SHIFT << MAP_HUGE_SHIFT)
#else
#define HUGE_PAGE_SHIFT 21
#define HUGE_PAGE_FLAG 0 /* the size that is this machine's default */
#endif

/* Zeroed memory of whole lines. */
static inline void* allocate(const char* program, uint64_t bytes, enum page_kind page) {
  const uint64_t huge = UINT64_C(1) << HUGE_PAGE_SHIFT;
  const uint64_t length = page == HUGE_PAGES ? (bytes + huge - 1) / huge * huge : bytes;
  const int flags =
      MAP_PRIVATE | MAP_ANONYMOUS | (page == HUGE_PAGES ? MAP_HUGETLB | HUGE_PAGE_FLAG : 0);
  void* memory = mmap(NULL, length, PROT_READ | PROT_WRITE, flags, -1, 0);
  if (memory == MAP_FAILED) {
    fail(program, page == HUGE_PAGES ? "huge pages (see /proc/sys/vm/nr_hugepages)" : "memory",
         strerror(errno));
  }
  /* A kernel that has no transparent huge pages refuses, and there is nothing to turn off. */
  if (page == DEFAULT_PAGES) (void)madvise(memory, length, MADV_NOHUGEPAGE);
  return memory;
}

static inline void pin(const char* program, long cpu) {
  if (cpu < 0) return;
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET((size_t)cpu, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) fail(program, "--cpu", strerror(errno));
}

/* Seconds since some point. */
static inline double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* The beginning of the line that tells the result; the caller ends it. */
static inline void print_result(const struct options* options, uint64_t accesses, double seconds) {
  printf("footprint_bytes=%" PRIu64 " accesses=%" PRIu64 " ns_per_access=%.3f", options->footprint,
         accesses, 1e9 * seconds / (double)accesses);
}

#endif
