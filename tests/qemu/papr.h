/* SPDX-License-Identifier: Apache-2.0 */

/*
 * What the guest asks of the hypervisor: its console, and the hashed page table of 4K pages in
 * segments of 256 MB. A request that is refused ends the guest with a line that says so.
 */
#ifndef HTABSIM_TESTS_QEMU_PAPR_H
#define HTABSIM_TESTS_QEMU_PAPR_H

#include <stdbool.h>
#include <stdint.h>

#include "line.h"

enum { PAGE_SHIFT = 12, SEGMENT_SHIFT = 28 };

enum protection { READ_WRITE = 0, READ_ONLY = 3, PROTECTION_MASK = 3 };

struct virtual_page {
  uint64_t vsid;
  uint64_t index; /* in its segment */
};

/* What an entry says of a page. */
struct mapping {
  uint64_t frame;
  enum protection protection;
};

/* Prints the line and stops. */
_Noreturn void give_up(struct line* line);

/* The page must not be in the table yet. */
void enter(struct virtual_page page, struct mapping mapping);

/* An entry that stays. */
void enter_bolted(struct virtual_page page, struct mapping mapping);

bool is_entered(struct virtual_page page);

/* The page must be in the table. */
struct mapping remove_entry(struct virtual_page page);

/* The page must be in the table. */
void protect_entry(struct virtual_page page, enum protection protection);

#endif
