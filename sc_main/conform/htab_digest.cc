// SPDX-License-Identifier: Apache-2.0
#include "sc_main/conform/htab_digest.h"

#include <array>
#include <cstdint>

#include <nettle/sha2.h>

#include "sc_main/conform/htab_canonical.h"

namespace htabsim {

std::string sha256_hex(std::span<const std::byte> bytes) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
  std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest{};
  sha256_digest(&context, digest.size(), digest.data());
  return to_hex(std::as_bytes(std::span(digest)));
}

}  // namespace htabsim
