// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/hash.h"

int main() {
  const htabsim::VirtualAddress second_page{htabsim::SegmentSize::segment_256m,
                                            htabsim::Vsid{0x1234}, 0x1000};
  return htabsim::primary_hash(second_page, htabsim::PageSize::page_4k) == 0x1235 ? 0 : 1;
}
