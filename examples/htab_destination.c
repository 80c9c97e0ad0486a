/* SPDX-License-Identifier: Apache-2.0 */

/*
 * htab_destination FILE ORDER
 *
 * The destination's side of a migration, the way QEMU does it: asks the kernel what MMU it gives a
 * guest, allocates the guest a page table of 2^ORDER bytes, and writes the stream in FILE into it,
 * one write() per group. FILE is one that htab_client wrote, so its headers are in this host's byte
 * order; QEMU has ORDER from the stream's section.
 *
 * With a kernel only open_guest() and vm_ioctl() would be different.
 *
 * Exits with 0 if the table is there, 1 if FILE does not fit the table or ends within a group, 2 if
 * a call failed.
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <htabsim/kvm_htab.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRST_ORDER = 24, MEMORY_MIB = 64, READ_BYTES = 2048, ENTRY_BYTES = 16, MOST_VALID = 65535 };

struct group {
  struct kvm_get_htab_header header;
  unsigned char entries[MOST_VALID * ENTRY_BYTES];
};

static void die(const char* what) {
  fprintf(stderr, "htab_destination: %s: %s\n", what, strerror(errno));
  exit(2);
}

static void refuse(const char* why) {
  fprintf(stderr, "htab_destination: %s\n", why);
  exit(1);
}

/* With a kernel: open("/dev/kvm"), KVM_CREATE_VM and the guest's memory. */
static struct htabsim_vm* open_guest(void) {
  struct htabsim_vm_options options = {.table_order = FIRST_ORDER, .memory_mib = MEMORY_MIB};
  struct htabsim_vm* vm = htabsim_vm_create(&options);

  if (!vm) die("creating the guest");
  return vm;
}

/* With a kernel: ioctl(vm_fd, request, argument). */
static int vm_ioctl(struct htabsim_vm* vm, unsigned long request, const char* name,
                    void* argument) {
  int result = htabsim_vm_ioctl(vm, request, argument);

  if (result < 0) die(name);
  return result;
}

static void require(struct htabsim_vm* vm, int capability, const char* name) {
  if (htabsim_vm_ioctl(vm, KVM_CHECK_EXTENSION, capability) > 0) return;
  errno = ENOTSUP;
  die(name);
}

static void require_capabilities(struct htabsim_vm* vm) {
  require(vm, KVM_CAP_PPC_GET_SMMU_INFO, "KVM_CAP_PPC_GET_SMMU_INFO");
  require(vm, KVM_CAP_PPC_ALLOC_HTAB, "KVM_CAP_PPC_ALLOC_HTAB");
  require(vm, KVM_CAP_PPC_HTAB_FD, "KVM_CAP_PPC_HTAB_FD");
}

static void print_segment(const struct kvm_ppc_one_seg_page_size* segment) {
  unsigned i;

  printf("segment    of 2^%u-byte pages, SLB encoding 0x%03x:", segment->page_shift,
         segment->slb_enc);
  for (i = 0; i < KVM_PPC_PAGE_SIZES_MAX_SZ && segment->enc[i].page_shift != 0; ++i) {
    printf(" 2^%u as 0x%02x", segment->enc[i].page_shift, segment->enc[i].pte_enc);
  }
  printf("\n");
}

static void print_mmu(struct htabsim_vm* vm) {
  struct kvm_ppc_smmu_info info;
  unsigned i;

  vm_ioctl(vm, KVM_PPC_GET_SMMU_INFO, "KVM_PPC_GET_SMMU_INFO", &info);
  printf("mmu        %u SLB entries, %u storage keys, segments of 1 TiB: %s\n", info.slb_size,
         info.data_keys, info.flags & KVM_PPC_1T_SEGMENTS ? "yes" : "no");
  for (i = 0; i < KVM_PPC_PAGE_SIZES_MAX_SZ && info.sps[i].page_shift != 0; ++i) {
    print_segment(&info.sps[i]);
  }
}

/* Returns how many entries the table has. */
static uint64_t allocate_table(struct htabsim_vm* vm, __u32 order) {
  vm_ioctl(vm, KVM_PPC_ALLOCATE_HTAB, "KVM_PPC_ALLOCATE_HTAB", &order);
  printf("table      2^%u bytes\n", order);
  return ((uint64_t)1 << order) / ENTRY_BYTES;
}

static int open_htab(struct htabsim_vm* vm, __u64 flags) {
  struct kvm_get_htab_fd what = {.flags = flags, .start_index = 0};

  return vm_ioctl(vm, KVM_PPC_GET_HTAB_FD, "KVM_PPC_GET_HTAB_FD", &what);
}

static size_t bytes_of(const struct kvm_get_htab_header* header) {
  return sizeof *header + header->n_valid * (size_t)ENTRY_BYTES;
}

/* False at the end of the file. */
static int read_file(int file, void* buffer, size_t length) {
  ssize_t got = read(file, buffer, length);

  if (got < 0) die("reading the file");
  if (got != 0 && (size_t)got != length) refuse("the file ends within a group");
  return got != 0;
}

/* False at the end of the file. */
static int read_group(int file, struct group* group) {
  size_t entries;

  if (!read_file(file, &group->header, sizeof group->header)) return 0;
  entries = bytes_of(&group->header) - sizeof group->header;
  if (entries != 0 && !read_file(file, group->entries, entries)) {
    refuse("the file ends within a group");
  }
  return 1;
}

static void write_group(int htab, const struct group* group, uint64_t table_entries) {
  const struct kvm_get_htab_header* header = &group->header;
  size_t length = bytes_of(header);
  ssize_t written;

  if ((uint64_t)header->index + header->n_valid + header->n_invalid > table_entries) {
    refuse("a group lies outside the table");
  }
  written = write(htab, group, length);
  if (written < 0) die("writing the table");
  if ((size_t)written != length) refuse("the table took less than a group");
}

static void load(int file, int htab, uint64_t table_entries) {
  static struct group group;
  unsigned long groups = 0;

  while (read_group(file, &group)) {
    write_group(htab, &group, table_entries);
    ++groups;
  }
  printf("loaded     %lu groups, one write each\n", groups);
}

/* The first pass has every entry, so its end is the table's. */
static unsigned long count_valid(int htab) {
  unsigned char buffer[READ_BYTES];
  unsigned long valid = 0;
  ssize_t length;

  while ((length = read(htab, buffer, sizeof buffer)) > 0) {
    size_t at = 0;

    while (at < (size_t)length) {
      struct kvm_get_htab_header header;

      memcpy(&header, buffer + at, sizeof header);
      valid += header.n_valid;
      at += bytes_of(&header);
    }
  }
  if (length < 0) die("reading the table");
  return valid;
}

static __u32 order_of(const char* text) {
  char* end;
  unsigned long order = strtoul(text, &end, 10);

  if (end == text || *end != '\0' || order > UINT32_MAX) {
    errno = EINVAL;
    die(text);
  }
  return (__u32)order;
}

int main(int argc, char** argv) {
  struct htabsim_vm* vm;
  uint64_t table_entries;
  __u32 order;
  int file;
  int htab;

  if (argc != 3) {
    fprintf(stderr, "usage: htab_destination FILE ORDER\n");
    return 2;
  }
  order = order_of(argv[2]);
  file = open(argv[1], O_RDONLY);
  if (file < 0) die(argv[1]);
  vm = open_guest();

  require_capabilities(vm);
  print_mmu(vm);
  table_entries = allocate_table(vm, order);

  htab = open_htab(vm, KVM_GET_HTAB_WRITE);
  load(file, htab, table_entries);
  if (close(htab) != 0) die("closing the table");

  htab = open_htab(vm, 0);
  printf("the table has %lu valid entries\n", count_valid(htab));
  if (close(htab) != 0) die("closing the table");
  htabsim_vm_destroy(vm);
  close(file);
  return 0;
}
