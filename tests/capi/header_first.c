/* SPDX-License-Identifier: Apache-2.0 */

/* The header before all others, in C11: it needs nothing in front of it. */
#include <htabsim/kvm_htab.h>
#include <linux/kvm.h>
#include <stddef.h>
#include <sys/ioctl.h>

/* R1: an argument of 32 bytes. */
_Static_assert(sizeof(struct kvm_get_htab_fd) == 32, "struct kvm_get_htab_fd");
_Static_assert(offsetof(struct kvm_get_htab_fd, flags) == 0, "flags");
_Static_assert(offsetof(struct kvm_get_htab_fd, start_index) == 8, "start_index");
_Static_assert(offsetof(struct kvm_get_htab_fd, reserved) == 16, "reserved");

/* R8: a header of eight bytes. */
_Static_assert(sizeof(struct kvm_get_htab_header) == 8, "struct kvm_get_htab_header");
_Static_assert(offsetof(struct kvm_get_htab_header, index) == 0, "index");
_Static_assert(offsetof(struct kvm_get_htab_header, n_valid) == 4, "n_valid");
_Static_assert(offsetof(struct kvm_get_htab_header, n_invalid) == 6, "n_invalid");

/* R2, and 64 bits wide: ~ of a flag must have all other bits of kvm_get_htab_fd.flags. */
_Static_assert(KVM_GET_HTAB_BOLTED_ONLY == 1 && sizeof(KVM_GET_HTAB_BOLTED_ONLY) == 8, "flag");
_Static_assert(KVM_GET_HTAB_WRITE == 2 && sizeof(KVM_GET_HTAB_WRITE) == 8, "flag");

_Static_assert(KVM_CAP_PPC_HTAB_FD == 84, "KVM_CAP_PPC_HTAB_FD");
_Static_assert(KVM_CAP_PPC_GET_SMMU_INFO == 78, "KVM_CAP_PPC_GET_SMMU_INFO");
_Static_assert(KVM_CAP_PPC_ALLOC_HTAB == 80, "KVM_CAP_PPC_ALLOC_HTAB");
_Static_assert(KVM_CAP_SPAPR_RESIZE_HPT == 133, "KVM_CAP_SPAPR_RESIZE_HPT");
_Static_assert(KVM_CHECK_EXTENSION == _IO(0xae, 0x03), "KVM_CHECK_EXTENSION");
_Static_assert(KVM_PPC_GET_HTAB_FD == _IOC(_IOC_WRITE, 0xae, 0xaa, 32), "KVM_PPC_GET_HTAB_FD");
_Static_assert(KVM_PPC_ALLOCATE_HTAB == _IOC(_IOC_READ | _IOC_WRITE, 0xae, 0xa7, 4), "ioctl");
/* 8 + 4 + 2 + 2 bytes, and eight segments of 4 + 4 bytes and eight times 4 + 4. */
_Static_assert(KVM_PPC_GET_SMMU_INFO == _IOC(_IOC_READ, 0xae, 0xa6, 16 + 8 * 72), "ioctl");
_Static_assert(KVM_PPC_RESIZE_HPT_PREPARE == _IOC(_IOC_READ, 0xae, 0xad, 16), "ioctl");
_Static_assert(KVM_PPC_RESIZE_HPT_COMMIT == _IOC(_IOC_READ, 0xae, 0xae, 16), "ioctl");
