/* SPDX-License-Identifier: Apache-2.0 */

#include "papr.h"

#include "workload.h"

/* QEMU gives a guest of 256 MB a table of 2 MB: a group for each 128 bytes. */
enum { GROUPS = 16384, GROUP_ENTRIES = 8 };

enum { H_REMOVE = 0x04, H_ENTER = 0x08, H_READ = 0x0c, H_PROTECT = 0x18, H_PUT_TERM_CHAR = 0x58 };
enum { H_SUCCESS = 0, H_PTEG_FULL = -6 };
#define H_AVPN (1ull << 32)   /* the entry must be of this page */
#define H_READ_4 (1ull << 37) /* four entries at once */

enum { V_VALID = 0x01, V_SECONDARY = 0x02, V_BOLTED = 0x10, V_SOFTWARE = 0x78 };
enum { R_COHERENT = 0x10 };

enum { CONSOLE = 0x30000000, CONSOLE_BYTES = 16 /* of one call */ };

int64_t hcall(uint64_t returned[8], uint64_t token, uint64_t a, uint64_t b, uint64_t c, uint64_t d);

/* A guest that is stopped amid a line goes on with the rest of it. */
void print(const char* text, unsigned length) {
  while (length > 0) {
    const unsigned part = length < CONSOLE_BYTES ? length : CONSOLE_BYTES;
    union {
      char text[CONSOLE_BYTES];
      uint64_t words[2];
    } characters;
    uint64_t returned[8];

    for (unsigned i = 0; i < part; ++i) characters.text[i] = text[i];
    hcall(returned, H_PUT_TERM_CHAR, CONSOLE, part, characters.words[0], characters.words[1]);
    text += part;
    length -= part;
  }
}

void give_up(struct line* line) {
  add_text(line, "\n");
  print(line->text, line->length);
  for (;;) {
  }
}

static void must_succeed(const char* name, int64_t status) {
  if (status == H_SUCCESS) return;
  struct line line;
  begin(&line, name);
  add_text(&line, " returned ");
  add_hex(&line, (uint64_t)status);
  give_up(&line);
}

/* The first entry of one of a page's two groups. */
static uint64_t first_entry(struct virtual_page page, bool secondary) {
  const uint64_t hash = page.vsid ^ page.index;

  return ((secondary ? ~hash : hash) & (GROUPS - 1)) * GROUP_ENTRIES;
}

/* The page number of V, without the bits that the hash has. */
static uint64_t abbreviated(struct virtual_page page) {
  return page.vsid << 12 | page.index >> 11 << 7;
}

static void enter_as(struct virtual_page page, struct mapping mapping, uint64_t v_flags) {
  const uint64_t v = abbreviated(page) | v_flags | V_VALID;
  const uint64_t r = mapping.frame << PAGE_SHIFT | R_COHERENT | mapping.protection;
  uint64_t returned[8];
  int64_t status = hcall(returned, H_ENTER, 0, first_entry(page, false), v, r);

  if (status == H_PTEG_FULL) {
    status = hcall(returned, H_ENTER, 0, first_entry(page, true), v | V_SECONDARY, r);
  }
  must_succeed("H_ENTER", status);
}

void enter(struct virtual_page page, struct mapping mapping) { enter_as(page, mapping, 0); }

void enter_bolted(struct virtual_page page, struct mapping mapping) {
  enter_as(page, mapping, V_BOLTED);
}

/* Where the page is in the table, if it is. */
static bool find(struct virtual_page page, uint64_t* index) {
  for (unsigned secondary = 0; secondary < 2; ++secondary) {
    const uint64_t first = first_entry(page, secondary);
    const uint64_t v = abbreviated(page) | (secondary ? V_SECONDARY : 0) | V_VALID;

    for (unsigned slot = 0; slot < GROUP_ENTRIES; slot += 4) {
      uint64_t entries[8];
      must_succeed("H_READ", hcall(entries, H_READ, H_READ_4, first + slot, 0, 0));
      for (unsigned i = 0; i < 4; ++i) {
        *index = first + slot + i;
        if ((entries[2 * i] & ~(uint64_t)V_SOFTWARE) == v) return true;
      }
    }
  }
  return false;
}

static uint64_t must_find(struct virtual_page page) {
  uint64_t index;

  if (find(page, &index)) return index;
  struct line line;
  begin(&line, "no entry of VSID ");
  add_hex(&line, page.vsid);
  add_text(&line, " page ");
  add_hex(&line, page.index);
  give_up(&line);
}

bool is_entered(struct virtual_page page) {
  uint64_t index;

  return find(page, &index);
}

struct mapping remove_entry(struct virtual_page page) {
  uint64_t entry[8];

  must_succeed("H_REMOVE", hcall(entry, H_REMOVE, H_AVPN, must_find(page), abbreviated(page), 0));
  return (struct mapping){entry[1] >> PAGE_SHIFT, entry[1] & PROTECTION_MASK};
}

void protect_entry(struct virtual_page page, enum protection protection) {
  uint64_t returned[8];

  must_succeed("H_PROTECT", hcall(returned, H_PROTECT, H_AVPN | protection, must_find(page),
                                  abbreviated(page), 0));
}
