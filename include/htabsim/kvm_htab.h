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
 * Stands for ioctl() on KVM's descriptor of the guest:
 *   KVM_CHECK_EXTENSION, int                             1 for KVM_CAP_PPC_HTAB_FD, 0 for others
 *   KVM_PPC_GET_HTAB_FD, const struct kvm_get_htab_fd *  a descriptor; EINVAL for unknown flags,
 *                                                        EMFILE, ENFILE
 * ENOTTY for any other request.
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

/* How many of the guest's virtual processors run; while any does, write() is EBUSY. */
int htabsim_vm_set_running(struct htabsim_vm* vm, unsigned vcpus);

#ifdef __cplusplus
}
#endif
