/* SPDX-License-Identifier: Apache-2.0 */

/*
 * A guest of QEMU's pseries machine that runs the workload with translation on, over a hashed page
 * table. It remembers nothing of a page that is in the table: what its frame is, it asks the table.
 */

#include "papr.h"
#include "workload.h"

/*
 * The region is of 16 segments, whose VSIDs differ only above the hash: 16 pages compete for each
 * primary group, and half of them end in the secondary one.
 */
enum { SEGMENTS = 16, SEGMENT_PAGES = PAGES / SEGMENTS, REGION_VSID = 0x200, VSID_SHIFT = 16 };

/* The image is in segment 0, those of the region follow. The window shows any frame. */
enum { IMAGE_VSID = 0x100, WINDOW_PAGE = 0x2000 };

/* The region's frames, from 16 MB on. */
enum { FRAMES = 2 * PAGES, FIRST_FRAME = 0x1000 };

enum { DSI = 0x300, DSISR_NO_ENTRY = 0x40000000, DSISR_PROTECTED = 0x08000000 };
enum { MSR_TRANSLATION = 0x30, SLB_VALID = 0x08000000 };

static const struct virtual_page window = {IMAGE_VSID, WINDOW_PAGE};

/* Of the pages that are not in the table; frame 0 for the others. */
static struct mapping removed[PAGES];
static struct fault_counts faults;

/* A queue: the frame that has been free for longest is the next. */
static uint64_t free_frames[FRAMES];
static unsigned first_free;
static unsigned free_count;

extern const char image_start[];
extern const char image_end[];

void run_guest(void);
void handle_interrupt(uint64_t vector);

static uint64_t vsid_of(unsigned segment) {
  return segment == 0 ? IMAGE_VSID : segment << VSID_SHIFT | REGION_VSID;
}

static struct virtual_page region_page(unsigned page) {
  return (struct virtual_page){vsid_of(1 + page / SEGMENT_PAGES), page % SEGMENT_PAGES};
}

static volatile uint64_t* region_address(unsigned page) {
  const uint64_t segment = 1 + page / SEGMENT_PAGES;
  const uint64_t index = page % SEGMENT_PAGES;

  return (volatile uint64_t*)(segment << SEGMENT_SHIFT | index << PAGE_SHIFT);
}

/* Whether the address is in the region, and of which page. */
static bool find_page(uint64_t address, unsigned* page) {
  const uint64_t segment = address >> SEGMENT_SHIFT;
  const uint64_t index = (address & ((1u << SEGMENT_SHIFT) - 1)) >> PAGE_SHIFT;

  *page = (unsigned)((segment - 1) * SEGMENT_PAGES + index);
  return segment >= 1 && segment <= SEGMENTS && index < SEGMENT_PAGES;
}

static uint64_t take_frame(void) {
  const uint64_t frame = free_frames[first_free];

  first_free = (first_free + 1) % FRAMES;
  --free_count;
  return frame;
}

static void give_frame(uint64_t frame) {
  free_frames[(first_free + free_count) % FRAMES] = frame;
  ++free_count;
}

static volatile uint64_t* open_window(uint64_t frame) {
  enter(window, (struct mapping){frame, READ_WRITE});
  return (volatile uint64_t*)((uint64_t)WINDOW_PAGE << PAGE_SHIFT);
}

static void close_window(void) { remove_entry(window); }

static void copy_to(uint64_t frame, unsigned page) {
  volatile uint64_t* words = open_window(frame);

  for (unsigned word = 0; word < PAGE_WORDS; ++word) words[word] = load_word(page, word);
  close_window();
}

/* A free frame that still had its page's words would hide a wrong entry that leads to it. */
static void overwrite(uint64_t frame) {
  volatile uint64_t* words = open_window(frame);

  for (unsigned word = 0; word < PAGE_WORDS; ++word) words[word] = frame;
  close_window();
}

uint64_t load_word(unsigned page, unsigned word) { return region_address(page)[word]; }

void store_word(unsigned page, unsigned word, uint64_t value) {
  region_address(page)[word] = value;
}

void remove_page(unsigned page) {
  if (is_entered(region_page(page))) removed[page] = remove_entry(region_page(page));
}

void move_page(unsigned page) {
  const uint64_t frame = take_frame();

  copy_to(frame, page);
  const struct mapping old = remove_entry(region_page(page));
  enter(region_page(page), (struct mapping){frame, old.protection});
  overwrite(old.frame);
  give_frame(old.frame);
}

void protect_page(unsigned page) {
  if (is_entered(region_page(page))) protect_entry(region_page(page), READ_ONLY);
}

struct fault_counts fault_counts(void) {
  return faults;
}

/* Whether the fault was one that the workload provokes; then its cause is gone. */
static bool mend(unsigned page, uint64_t dsisr) {
  if (dsisr & DSISR_PROTECTED) {
    protect_entry(region_page(page), READ_WRITE);
    ++faults.protected_page;
    return true;
  }
  if ((dsisr & DSISR_NO_ENTRY) && removed[page].frame) {
    enter(region_page(page), removed[page]);
    removed[page].frame = 0;
    ++faults.removed_page;
    return true;
  }
  return false;
}

void handle_interrupt(uint64_t vector) {
  uint64_t dsisr, address, at;
  unsigned page;

  __asm__ volatile("mfdsisr %0; mfdar %1; mfsrr0 %2" : "=r"(dsisr), "=r"(address), "=r"(at));
  if (vector == DSI && find_page(address, &page) && mend(page, dsisr)) return;
  struct line line;
  begin(&line, "interrupt ");
  add_hex(&line, vector);
  add_text(&line, " at ");
  add_hex(&line, at);
  add_text(&line, " dar ");
  add_hex(&line, address);
  add_text(&line, " dsisr ");
  add_hex(&line, dsisr);
  give_up(&line);
}

/* Where it is in real mode. */
static void enter_image(void) {
  const uint64_t end = (uint64_t)image_end >> PAGE_SHIFT;

  for (uint64_t frame = (uint64_t)image_start >> PAGE_SHIFT; frame < end; ++frame) {
    enter_bolted((struct virtual_page){IMAGE_VSID, frame}, (struct mapping){frame, READ_WRITE});
  }
}

/* All pages are removed ones at first. */
static void distribute_frames(void) {
  for (uint64_t frame = FIRST_FRAME; frame < FIRST_FRAME + FRAMES; ++frame) give_frame(frame);
  for (unsigned page = 0; page < PAGES; ++page) {
    removed[page] = (struct mapping){take_frame(), READ_WRITE};
  }
}

static void set_segments(void) {
  __asm__ volatile("slbia");
  for (uint64_t segment = 0; segment <= SEGMENTS; ++segment) {
    const uint64_t rs = vsid_of((unsigned)segment) << 12;
    const uint64_t rb = segment << SEGMENT_SHIFT | SLB_VALID | segment;
    __asm__ volatile("slbmte %0, %1" : : "r"(rs), "r"(rb));
  }
}

static void turn_translation_on(void) {
  uint64_t msr;

  __asm__ volatile("mfmsr %0" : "=r"(msr));
  __asm__ volatile("mtmsrd %0; isync" : : "r"(msr | MSR_TRANSLATION) : "memory");
}

void run_guest(void) {
  distribute_frames();
  enter_image();
  set_segments();
  turn_translation_on();
  run_workload();
}
