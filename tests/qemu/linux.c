/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The workload as the only process of a Linux guest: the kernel makes and changes the page table's
 * entries as it is asked to by mprotect and mremap. It prints on the guest's second console.
 */

#define _GNU_SOURCE

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "workload.h"

static struct {
  bool removed;
  bool protected;
} pages[PAGES];

static struct fault_counts faults;
static char* region;
static size_t page_bytes;
static int console;

static void require(bool succeeded) {
  if (!succeeded) abort();
}

static char* address_of(unsigned page) { return region + page * page_bytes; }

static volatile uint64_t* words_of(unsigned page) {
  return (volatile uint64_t*)(void*)address_of(page);
}

static void allow(unsigned page, int protection) {
  require(mprotect(address_of(page), page_bytes, protection) == 0);
}

static void bring_back(unsigned page) {
  pages[page].removed = false;
  ++faults.removed_page;
  allow(page, pages[page].protected ? PROT_READ : PROT_READ | PROT_WRITE);
}

static void handle_fault(int signal, siginfo_t* info, void* context) {
  (void)signal;
  (void)context;
  const size_t offset = (size_t)((char*)info->si_addr - region);
  const unsigned page = (unsigned)(offset / page_bytes);

  require(offset < PAGES * page_bytes && (pages[page].removed || pages[page].protected));
  if (pages[page].removed) {
    bring_back(page);
  } else {
    pages[page].protected = false;
    ++faults.protected_page;
    allow(page, PROT_READ | PROT_WRITE);
  }
}

uint64_t load_word(unsigned page, unsigned word) { return words_of(page)[word]; }

void store_word(unsigned page, unsigned word, uint64_t value) { words_of(page)[word] = value; }

void remove_page(unsigned page) {
  pages[page].removed = true;
  allow(page, PROT_NONE);
}

void move_page(unsigned page) {
  void* other = mmap(NULL, page_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  require(other != MAP_FAILED);
  load_word(page, 0);
  memcpy(other, address_of(page), page_bytes);
  require(mremap(other, page_bytes, page_bytes, MREMAP_MAYMOVE | MREMAP_FIXED, address_of(page)) !=
          MAP_FAILED);
  if (pages[page].protected) allow(page, PROT_READ);
}

void protect_page(unsigned page) {
  if (pages[page].removed) return;
  pages[page].protected = true;
  allow(page, PROT_READ);
}

struct fault_counts fault_counts(void) {
  return faults;
}

void print(const char* text, unsigned length) {
  require(write(console, text, length) == (ssize_t)length);
}

static void open_console(void) {
  struct termios raw;

  mkdir("/dev", 0755);
  require(mount("devtmpfs", "/dev", "devtmpfs", 0, NULL) == 0);
  console = open("/dev/hvc1", O_RDWR | O_NOCTTY);
  require(console >= 0 && tcgetattr(console, &raw) == 0);
  cfmakeraw(&raw);
  require(tcsetattr(console, TCSANOW, &raw) == 0);
}

/* All pages are removed ones at first. */
static void map_region(void) {
  page_bytes = (size_t)sysconf(_SC_PAGESIZE);
  region = mmap(NULL, PAGES * page_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  require(region != MAP_FAILED);
  for (unsigned page = 0; page < PAGES; ++page) pages[page].removed = true;
}

int main(void) {
  struct sigaction on_fault = {.sa_sigaction = handle_fault, .sa_flags = SA_SIGINFO};

  open_console();
  map_region();
  require(sigaction(SIGSEGV, &on_fault, NULL) == 0);
  run_workload();
  for (;;) pause();
}
