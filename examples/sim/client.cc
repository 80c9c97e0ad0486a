// SPDX-License-Identifier: Apache-2.0
#include <iostream>

#include <htabsim/model/isa/hash.h>
#include <systemc>

int sc_main(int, char**) {
  const htabsim::VirtualAddress second_page{htabsim::SegmentSize::segment_256m,
                                            htabsim::Vsid{0x1234}, 0x1000};
  std::cout << "SystemC " << sc_core::sc_version_major << "." << sc_core::sc_version_minor
            << ", hash 0x" << std::hex
            << htabsim::primary_hash(second_page, htabsim::PageSize::page_4k) << "\n";
  return 0;
}
