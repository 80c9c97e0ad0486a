/* SPDX-License-Identifier: Apache-2.0 */

#include "workload.h"

#include "line.h"

#ifndef ROUNDS
#error "ROUNDS: how many lines to print"
#endif

enum { STEPS = 10000, STORES = 8 }; /* of a round, of a step */

static uint64_t random_state = 0x9e3779b97f4a7c15;

/* Marsaglia's xorshift64. */
static uint64_t random_word(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

/* Every page is unlike any other from the start, so that none can stand for another. */
static void fill(void) {
  for (unsigned page = 0; page < PAGES; ++page) {
    for (unsigned word = 0; word < PAGE_WORDS; ++word) store_word(page, word, random_word());
  }
}

static void store_at_random(unsigned page) {
  for (unsigned i = 0; i < STORES; ++i) {
    const uint64_t value = random_word();
    store_word(page, value % PAGE_WORDS, value);
  }
}

static void step(void) {
  const uint64_t choice = random_word();
  const unsigned page = choice / 8 % PAGES;

  switch (choice % 8) {
    case 0:
      remove_page(page);
      break;
    case 1:
      move_page(page);
      break;
    case 2:
    case 3:
      protect_page(page);
      break;
    default:
      store_at_random(page);
  }
}

/* FNV-1a, a word at a time. */
static uint64_t checksum(void) {
  uint64_t sum = 0xcbf29ce484222325;

  for (unsigned page = 0; page < PAGES; ++page) {
    for (unsigned word = 0; word < PAGE_WORDS; ++word) {
      sum = (sum ^ load_word(page, word)) * 0x100000001b3;
    }
  }
  return sum;
}

static void print_round(unsigned round, uint64_t sum) {
  const struct fault_counts faults = fault_counts();
  struct line line;

  begin(&line, "round ");
  add_decimal(&line, round);
  add_text(&line, " sum ");
  add_hex(&line, sum);
  add_text(&line, " faults ");
  add_decimal(&line, faults.removed_page);
  add_text(&line, " protected ");
  add_decimal(&line, faults.protected_page);
  add_text(&line, "\n");
  print(line.text, line.length);
}

void run_workload(void) {
  fill();
  for (unsigned round = 1; round <= ROUNDS; ++round) {
    for (unsigned i = 0; i < STEPS; ++i) step();
    print_round(round, checksum());
  }
  print("done\n", 5);
}
