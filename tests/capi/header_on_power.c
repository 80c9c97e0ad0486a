/* SPDX-License-Identifier: Apache-2.0 */

/* On POWER <linux/kvm.h> has the structures and flags; the header leaves them as they are. */
#include <linux/kvm.h>

#ifndef KVM_GET_HTAB_WRITE
struct kvm_get_htab_fd {
  __u64 flags;
  __u64 start_index;
  __u64 reserved[2];
};
struct kvm_get_htab_header {
  __u32 index;
  __u16 n_valid;
  __u16 n_invalid;
};
#define KVM_GET_HTAB_BOLTED_ONLY ((__u64)0x1)
#define KVM_GET_HTAB_WRITE ((__u64)0x2)
#endif

#include <htabsim/kvm_htab.h>

_Static_assert(KVM_PPC_GET_HTAB_FD != 0 && KVM_GET_HTAB_WRITE == 2, "names");
