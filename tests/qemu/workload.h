/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A workload over a region of pages that are removed, moved and write-protected all the time. It
 * prints a checksum of all of them after each round. The guest runs it over a hashed page table,
 * the native program over an array; both print the same lines.
 */
#ifndef HTABSIM_TESTS_QEMU_WORKLOAD_H
#define HTABSIM_TESTS_QEMU_WORKLOAD_H

#include <stdint.h>

enum { PAGES = 2048, PAGE_WORDS = 512 };

struct fault_counts {
  uint64_t removed_page;   /* accesses to a removed page */
  uint64_t protected_page; /* stores to a write-protected page */
};

void run_workload(void);

/* What a machine gives the workload. */

/* A removed page comes back as it was when it is next touched. */
uint64_t load_word(unsigned page, unsigned word);

/* A write-protected page becomes writable. */
void store_word(unsigned page, unsigned word, uint64_t value);

void remove_page(unsigned page);

/* Takes the contents to other memory, if there is such. Touches the page. */
void move_page(unsigned page);

/* Does nothing to a removed page. */
void protect_page(unsigned page);

struct fault_counts fault_counts(void);

void print(const char* text, unsigned length);

#endif
