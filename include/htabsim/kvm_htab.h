/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

/*
 * KVM's HTAB descriptor (KVM_PPC_GET_HTAB_FD) without a kernel: a guest that exists only as its
 * hashed page table, for programs in C.
 *
 * A program written for the kernel needs another source for its descriptors and nothing else.
 * Linked with this library, its read(), write() and close() act on such a descriptor as the kernel
 * would, errno included; on any other descriptor they are the C library's. The number belongs to
 * the process's file table, so no other file has it, and the process's limits hold for it; it is
 * below 16384.
 *
 * Only these three calls work. Any other - pread, readv, dup'ed numbers, stdio - finds a descriptor
 * opened with O_PATH, which fails with EBADF wherever it matters. A buffer that cannot be accessed
 * ends the program where the kernel gives EFAULT. The program must not be linked statically against
 * the C library.
 *
 * All functions may be called from several threads. Those that return int give 0 or what is said
 * there, or else -1 with errno set: EFAULT for a null pointer, ENOMEM, or what is said there.
 */

#include <linux/kvm.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* <linux/kvm.h> has the ioctl numbers everywhere, but these only on POWER. */
#ifndef KVM_GET_HTAB_WRITE

/* What to open. */
struct kvm_get_htab_fd {
  __u64 flags;       /* of KVM_GET_HTAB_* */
  __u64 start_index; /* where the first pass begins; may lie outside the table */
  __u64 reserved[2];
};

/* Begins each group of the stream: n_valid entries of 16 bytes, big-endian, follow it. */
struct kvm_get_htab_header {
  __u32 index;     /* of the first entry */
  __u16 n_valid;   /* entries that follow */
  __u16 n_invalid; /* entries behind those that are not valid and take no bytes */
};

#define KVM_GET_HTAB_BOLTED_ONLY 0x1ULL /* report other entries as invalid */
#define KVM_GET_HTAB_WRITE 0x2ULL       /* for writing, else for reading */

#endif

/* A guest. */
struct htabsim_vm;

/* Byte order of a group's header. */
enum htabsim_header_order {
  HTABSIM_HEADERS_NATIVE, /* as on the host this runs on: the header is a struct in memory */
  HTABSIM_HEADERS_BIG,
  HTABSIM_HEADERS_LITTLE
};

/* How a write() of more than one group is taken. */
enum htabsim_write_parsing {
  HTABSIM_WRITE_BY_FORMAT, /* group for group, as the format says */
  HTABSIM_WRITE_AS_KERNEL  /* with the kernel's defects: only the last group may have entries */
};

/* Members that are 0 mean the first value of their enum. */
struct htabsim_vm_options {
  uint32_t table_order;   /* log2 of the page table's bytes, 18 to 46 */
  uint32_t header_order;  /* enum htabsim_header_order */
  uint32_t write_parsing; /* enum htabsim_write_parsing */
  uint32_t memory_mib;    /* guest memory from address 0, in 16 MiB pages of the host; beyond it is
                             emulated MMIO */
};

/*
 * A guest with an empty page table, stopped. NULL on failure, with errno EINVAL for an option out
 * of its range, among them memory_mib that is 0 or no multiple of 16; EFAULT; ENOMEM.
 */
struct htabsim_vm* htabsim_vm_create(const struct htabsim_vm_options* options);

/* Gives up the guest; descriptors of it that are open go on until they are closed. NULL is fine. */
void htabsim_vm_destroy(struct htabsim_vm* vm);

/*
 * Stands for ioctl() on KVM's descriptor of the guest, on a POWER8 host with KVM HV. ENOTTY for any
 * request but these:
 *
 * KVM_CHECK_EXTENSION, int
 *   1 for the capabilities of the other requests: KVM_CAP_PPC_HTAB_FD, KVM_CAP_PPC_ALLOC_HTAB,
 *   KVM_CAP_PPC_GET_SMMU_INFO, KVM_CAP_SPAPR_RESIZE_HPT. 0 for any other.
 *
 * KVM_PPC_GET_HTAB_FD, const struct kvm_get_htab_fd *
 *   A descriptor. EINVAL for unknown flags; EMFILE, ENFILE.
 *
 * KVM_PPC_ALLOCATE_HTAB, __u32 *
 *   0: the guest has an empty table of 2^*order bytes; *order stays as it is. Open descriptors go
 *   on in it where they were, and those for reading are not told that entries went. The guest has
 *   no real mode area any more. The first write() of an entry of that area makes one, or else
 *   htabsim_vm_set_running().
 *   EBUSY while a virtual processor runs. EINVAL for an order outside 18 to 46: as in KVM, the old
 *   table is gone then. The guest has an empty one of 2^24 bytes, which KVM allocates once it runs.
 *
 * KVM_PPC_GET_SMMU_INFO, struct kvm_ppc_smmu_info *
 *   0: flags 1T segments and real page sizes, 32 SLB entries, 32 storage keys each for data and
 *   instructions; segments of 4 KiB and 64 KiB, both also with pages of 16 MiB, and of 16 MiB.
 *
 * KVM_PPC_RESIZE_HPT_PREPARE, const struct kvm_ppc_resize_hpt *
 *   100, which stands for milliseconds, at the first call for a `shift`: the table is being
 *   allocated. 0 at the next, however soon: it is ready. 0 for `shift` 0, too: what was prepared is
 *   given up, as it is by a call for another `shift`.
 *   EINVAL for flags, or a shift that is neither 0 nor 18 to 46; what was prepared stays.
 *
 * KVM_PPC_RESIZE_HPT_COMMIT, const struct kvm_ppc_resize_hpt *
 *   0: the prepared table is the guest's, with its bolted entries; the others are gone. Open
 *   descriptors go on in it where they were. Of the errors all but EINVAL give the prepared table
 *   up.
 *   EINVAL as above. EIO if the guest has no real mode area (see KVM_PPC_ALLOCATE_HTAB). ENXIO if
 *   no table of that `shift` was prepared. EBUSY if it is not ready. ENOSPC if two bolted entries
 *   fall on one slot; the old table stays.
 */
int htabsim_vm_ioctl(struct htabsim_vm* vm, unsigned long request, ...);

/* The guest's registers at `sc 1`, and afterwards. */
struct htabsim_hcall {
  uint64_t number;  /* r3: PAPR's, as 0x08 for H_ENTER */
  int64_t status;   /* r3 afterwards: 0 for H_SUCCESS, -2 for H_FUNCTION, ... */
  uint64_t args[9]; /* r4 to r12: arguments, then what the hcall returns */
};

/* The guest's kernel makes an hcall. 0 whenever the hcall gave a status. */
int htabsim_vm_hcall(struct htabsim_vm* vm, struct htabsim_hcall* call);

enum htabsim_access { HTABSIM_LOAD, HTABSIM_STORE };

/*
 * The guest accesses the page of the entry at `index`: hardware sets R in the entry, for a store
 * also C. EINVAL if `access` is no enum htabsim_access; ENOENT if there is no entry that hardware
 * sees as valid.
 */
int htabsim_vm_touch(struct htabsim_vm* vm, uint64_t index, unsigned access);

/*
 * How many of the guest's virtual processors run; while any does, write() is EBUSY. The first one
 * after KVM_PPC_ALLOCATE_HTAB makes KVM enter the real mode area, unless a write() has: an entry
 * for each 16 MiB of memory, in the last slot of its group of eight.
 */
int htabsim_vm_set_running(struct htabsim_vm* vm, unsigned vcpus);

#ifdef __cplusplus
}
#endif
