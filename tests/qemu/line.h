/* SPDX-License-Identifier: Apache-2.0 */

/* A line of text that is put together without the C library. */
#ifndef HTABSIM_TESTS_QEMU_LINE_H
#define HTABSIM_TESTS_QEMU_LINE_H

#include <stdint.h>

struct line {
  unsigned length;
  char text[160];
};

static inline void add_text(struct line* line, const char* text) {
  while (*text) line->text[line->length++] = *text++;
}

static inline void begin(struct line* line, const char* text) {
  line->length = 0;
  add_text(line, text);
}

static inline void add_hex(struct line* line, uint64_t value) {
  for (int shift = 60; shift >= 0; shift -= 4) {
    line->text[line->length++] = "0123456789abcdef"[value >> shift & 15];
  }
}

static inline void add_decimal(struct line* line, uint64_t value) {
  if (value >= 10) add_decimal(line, value / 10);
  line->text[line->length++] = (char)('0' + value % 10);
}

#endif
