/* SPDX-License-Identifier: Apache-2.0 */

/*
 * htab_client [FILE]
 *
 * Saves the page table of a running guest to FILE the way QEMU does: passes of 2048-byte reads, of
 * which the second has what the guest changed meanwhile. Then stops the guest, restores FILE into a
 * second guest with one write() per group, and compares the two tables.
 *
 * This is a client of the kernel's HTAB descriptor: only open_htab() would be different there. The
 * functions that play the guest are at the end.
 *
 * Exits with 0 if the tables are equal, 1 if not, 2 if a call failed.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <htabsim/kvm_htab.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TABLE_ORDER = 18, MEMORY_MIB = 64, READ_BYTES = 2048, ENTRY_BYTES = 16, MOST_VALID = 65535 };

struct totals {
  unsigned calls; /* read() that gave something, or write() */
  unsigned groups;
  unsigned valid;   /* entries */
  unsigned invalid; /* entries */
  size_t bytes;
};

static struct htabsim_vm* create_guest(void);
static void start_guest(struct htabsim_vm* vm);
static void let_guest_change_its_table(struct htabsim_vm* vm);
static void stop_guest(struct htabsim_vm* vm);

static void die(const char* what) {
  fprintf(stderr, "htab_client: %s: %s\n", what, strerror(errno));
  exit(2);
}

/* With a kernel: ioctl(vm_fd, KVM_PPC_GET_HTAB_FD, &what). */
static int open_htab(struct htabsim_vm* vm, __u64 flags) {
  struct kvm_get_htab_fd what = {.flags = flags, .start_index = 0};
  int htab = htabsim_vm_ioctl(vm, KVM_PPC_GET_HTAB_FD, &what);

  if (htab < 0) die("KVM_PPC_GET_HTAB_FD");
  return htab;
}

/* One read() of a group after another; 0 if there was nothing to read. */
static size_t read_htab(int htab, unsigned char* buffer) {
  ssize_t length = read(htab, buffer, READ_BYTES);

  if (length < 0) die("reading the table");
  return (size_t)length;
}

static void count(struct totals* totals, const unsigned char* groups, size_t length) {
  size_t at = 0;

  ++totals->calls;
  totals->bytes += length;
  while (at < length) {
    struct kvm_get_htab_header header;

    memcpy(&header, groups + at, sizeof header);
    ++totals->groups;
    totals->valid += header.n_valid;
    totals->invalid += header.n_invalid;
    at += sizeof header + header.n_valid * (size_t)ENTRY_BYTES;
  }
}

/* Reads until a read gives 0, so the next pass begins at the table's start. */
static void save_pass(int htab, int file, int pass) {
  unsigned char buffer[READ_BYTES];
  struct totals totals = {0};
  size_t length;

  while ((length = read_htab(htab, buffer)) != 0) {
    if (write(file, buffer, length) != (ssize_t)length) die("writing the file");
    count(&totals, buffer, length);
  }
  printf("pass %d     %5u valid and %5u invalid entries, %zu bytes in %u reads of up to %d\n", pass,
         totals.valid, totals.invalid, totals.bytes, totals.calls, READ_BYTES);
}

/* False at the end of the file. */
static int read_file(int file, void* buffer, size_t length) {
  ssize_t got = read(file, buffer, length);

  if (got < 0) die("reading the file");
  if (got != 0 && (size_t)got != length) {
    errno = EIO;
    die("the file ends within a group");
  }
  return got != 0;
}

static void restore(int file, int htab) {
  static unsigned char group[sizeof(struct kvm_get_htab_header) + MOST_VALID * ENTRY_BYTES];
  struct totals totals = {0};

  while (read_file(file, group, sizeof(struct kvm_get_htab_header))) {
    struct kvm_get_htab_header header;
    size_t length;

    memcpy(&header, group, sizeof header);
    length = sizeof header + header.n_valid * (size_t)ENTRY_BYTES;
    if (header.n_valid != 0) read_file(file, group + sizeof header, length - sizeof header);
    if (write(htab, group, length) != (ssize_t)length) die("writing the table");
    count(&totals, group, length);
  }
  printf("restored   %5u valid and %5u invalid entries, %zu bytes in %u writes of a group\n",
         totals.valid, totals.invalid, totals.bytes, totals.calls);
}

/* Reads both tables side by side. */
static int equal(int htab, int other_htab) {
  unsigned char buffer[READ_BYTES];
  unsigned char other[READ_BYTES];
  struct totals totals = {0};
  size_t length;

  do {
    length = read_htab(htab, buffer);
    if (length != read_htab(other_htab, other) || memcmp(buffer, other, length) != 0) {
      printf("the tables differ, after %zu bytes that are equal\n", totals.bytes);
      return 0;
    }
    count(&totals, buffer, length);
  } while (length != 0);
  printf("equal      %5u valid and %5u invalid entries in both tables\n", totals.valid,
         totals.invalid);
  return 1;
}

static void save(struct htabsim_vm* vm, int file) {
  int htab = open_htab(vm, 0);

  save_pass(htab, file, 1);
  let_guest_change_its_table(vm);
  save_pass(htab, file, 2);
  let_guest_change_its_table(vm);
  stop_guest(vm);
  /* Nothing changes any more, and this pass begins at the start: its 0 means that all is saved. */
  save_pass(htab, file, 3);
  if (close(htab) != 0) die("closing the table");
}

int main(int argc, char** argv) {
  int file = argc > 1 ? open(argv[1], O_RDWR | O_CREAT | O_TRUNC, 0666) : fileno(tmpfile());
  struct htabsim_vm* source = create_guest();
  struct htabsim_vm* destination = create_guest();
  int source_htab;
  int destination_htab;
  int same;

  if (file < 0) die("creating the file");
  start_guest(source);
  save(source, file);

  if (lseek(file, 0, SEEK_SET) != 0) die("rewinding the file");
  destination_htab = open_htab(destination, KVM_GET_HTAB_WRITE);
  restore(file, destination_htab);
  close(destination_htab);

  source_htab = open_htab(source, 0);
  destination_htab = open_htab(destination, 0);
  same = equal(source_htab, destination_htab);
  close(source_htab);
  close(destination_htab);

  htabsim_vm_destroy(source);
  htabsim_vm_destroy(destination);
  close(file);
  return same ? 0 : 1;
}

/* What follows plays the guest: PAPR's hcalls, made by a kernel that maps pages of a segment. */

enum { H_REMOVE = 0x04, H_ENTER = 0x08, H_PROTECT = 0x18 };
enum { FIRST_PAGES = 6000, NEW_PAGES = 200, ALL_PAGES = FIRST_PAGES + 2 * NEW_PAGES };
enum { VSID = 0x1234, GROUPS = (1 << TABLE_ORDER) / 128, SLOTS = 8 };
enum { READ_WRITE = 2, READ_ONLY = 3, COHERENT = 0x10 };

static uint64_t slot_of[ALL_PAGES]; /* index of the entry that maps a page of 4 KiB */
static unsigned pages;              /* mapped so far; some of them were unmapped again */

static struct htabsim_vm* create_guest(void) {
  struct htabsim_vm_options options = {.table_order = TABLE_ORDER, .memory_mib = MEMORY_MIB};
  struct htabsim_vm* vm = htabsim_vm_create(&options);

  if (!vm) die("creating a guest");
  return vm;
}

static void make_hcall(struct htabsim_vm* vm, struct htabsim_hcall* call) {
  if (htabsim_vm_hcall(vm, call) != 0) die("making an hcall");
  if (call->status != 0) {
    fprintf(stderr, "htab_client: hcall 0x%llx gave %lld\n", (unsigned long long)call->number,
            (long long)call->status);
    exit(2);
  }
}

static void map_pages(struct htabsim_vm* vm, unsigned end) {
  for (; pages < end; ++pages) {
    uint64_t first_slot = ((VSID ^ pages) % GROUPS) * SLOTS;
    uint64_t v = (uint64_t)VSID << 12 | (uint64_t)(pages >> 11) << 7 | 1;
    uint64_t r = (uint64_t)pages << 12 | COHERENT | READ_WRITE;
    struct htabsim_hcall call = {.number = H_ENTER, .args = {0, first_slot, v, r}};

    make_hcall(vm, &call);
    slot_of[pages] = call.args[0];
  }
}

static void start_guest(struct htabsim_vm* vm) {
  map_pages(vm, FIRST_PAGES);
  if (htabsim_vm_set_running(vm, 1) != 0) die("starting the guest");
}

static void stop_guest(struct htabsim_vm* vm) {
  if (htabsim_vm_set_running(vm, 0) != 0) die("stopping the guest");
}

/* Unmaps 100 pages, makes 100 read-only, maps NEW_PAGES, and stores to these. */
static void let_guest_change_its_table(struct htabsim_vm* vm) {
  static unsigned page; /* no page is changed twice */
  unsigned stored_to = pages;
  unsigned end = page + 200;

  for (; page < end; page += 2) {
    struct htabsim_hcall remove = {.number = H_REMOVE, .args = {0, slot_of[page], 0}};
    struct htabsim_hcall protect = {.number = H_PROTECT, .args = {READ_ONLY, slot_of[page + 1], 0}};

    make_hcall(vm, &remove);
    make_hcall(vm, &protect);
  }
  map_pages(vm, pages + NEW_PAGES);
  for (; stored_to < pages; ++stored_to) {
    if (htabsim_vm_touch(vm, slot_of[stored_to], HTABSIM_STORE) != 0) die("storing to a page");
  }
}
