/* SPDX-License-Identifier: Apache-2.0 */

/* The workload over an array: prints what the guest is to print. */

#include <stdbool.h>
#include <stdio.h>

#include "workload.h"

static struct {
  bool present;
  bool protected;
  uint64_t words[PAGE_WORDS];
} pages[PAGES];

static struct fault_counts faults;

static void touch(unsigned page) {
  if (pages[page].present) return;
  ++faults.removed_page;
  pages[page].present = true;
}

uint64_t load_word(unsigned page, unsigned word) {
  touch(page);
  return pages[page].words[word];
}

void store_word(unsigned page, unsigned word, uint64_t value) {
  touch(page);
  if (pages[page].protected) {
    ++faults.protected_page;
    pages[page].protected = false;
  }
  pages[page].words[word] = value;
}

void remove_page(unsigned page) { pages[page].present = false; }

void move_page(unsigned page) { touch(page); }

void protect_page(unsigned page) {
  if (pages[page].present) pages[page].protected = true;
}

struct fault_counts fault_counts(void) {
  return faults;
}

void print(const char* text, unsigned length) { fwrite(text, 1, length, stdout); }

int main(void) {
  run_workload();
  return 0;
}
