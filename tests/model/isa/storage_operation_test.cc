// SPDX-License-Identifier: Apache-2.0
#include "htabsim/model/isa/storage_operation.h"

#include <cstdint>
#include <iterator>
#include <optional>
#include <set>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace htabsim {
namespace {

/// An instruction as GNU binutils assembles it, and what the Power ISA says that it does.
struct AssembledWord {
  const char* text;
  std::uint32_t word;
  StorageOperation operation;
};

struct AssembledPair {
  const char* text;
  std::uint32_t prefix;
  std::uint32_t suffix;
  StorageOperation operation;
};
constexpr AssembledWord kStorageWords[] = {
    {"lbz r6,8(r3)", 0x88c30008, {StorageEffect::kLoad, 1}},
    {"lbzu r6,8(r3)", 0x8cc30008, {StorageEffect::kLoad, 1}},
    {"lhz r6,8(r3)", 0xa0c30008, {StorageEffect::kLoad, 2}},
    {"lhzu r6,8(r3)", 0xa4c30008, {StorageEffect::kLoad, 2}},
    {"lha r6,8(r3)", 0xa8c30008, {StorageEffect::kLoad, 2}},
    {"lhau r6,8(r3)", 0xacc30008, {StorageEffect::kLoad, 2}},
    {"lwz r6,8(r3)", 0x80c30008, {StorageEffect::kLoad, 4}},
    {"lwzu r6,8(r3)", 0x84c30008, {StorageEffect::kLoad, 4}},
    {"lmw r30,8(r3)", 0xbbc30008, {StorageEffect::kLoad, 8}},
    {"lmw r1,8(0)", 0xb8200008, {StorageEffect::kLoad, 124}},
    {"stb r6,8(r3)", 0x98c30008, {StorageEffect::kStore, 1}},
    {"stbu r6,8(r3)", 0x9cc30008, {StorageEffect::kStore, 1}},
    {"sth r6,8(r3)", 0xb0c30008, {StorageEffect::kStore, 2}},
    {"sthu r6,8(r3)", 0xb4c30008, {StorageEffect::kStore, 2}},
    {"stw r6,8(r3)", 0x90c30008, {StorageEffect::kStore, 4}},
    {"stwu r6,8(r3)", 0x94c30008, {StorageEffect::kStore, 4}},
    {"stmw r31,8(r3)", 0xbfe30008, {StorageEffect::kStore, 4}},
    {"stmw r0,8(r3)", 0xbc030008, {StorageEffect::kStore, 128}},
    {"lfs f6,8(r3)", 0xc0c30008, {StorageEffect::kLoad, 4}},
    {"lfsu f6,8(r3)", 0xc4c30008, {StorageEffect::kLoad, 4}},
    {"lfd f6,8(r3)", 0xc8c30008, {StorageEffect::kLoad, 8}},
    {"lfdu f6,8(r3)", 0xccc30008, {StorageEffect::kLoad, 8}},
    {"stfs f6,8(r3)", 0xd0c30008, {StorageEffect::kStore, 4}},
    {"stfsu f6,8(r3)", 0xd4c30008, {StorageEffect::kStore, 4}},
    {"stfd f6,8(r3)", 0xd8c30008, {StorageEffect::kStore, 8}},
    {"stfdu f6,8(r3)", 0xdcc30008, {StorageEffect::kStore, 8}},
    {"ld r6,8(r3)", 0xe8c30008, {StorageEffect::kLoad, 8}},
    {"ldu r6,8(r3)", 0xe8c30009, {StorageEffect::kLoad, 8}},
    {"lwa r6,8(r3)", 0xe8c3000a, {StorageEffect::kLoad, 4}},
    {"std r6,8(r3)", 0xf8c30008, {StorageEffect::kStore, 8}},
    {"stdu r6,8(r3)", 0xf8c30009, {StorageEffect::kStore, 8}},
    {"stq r6,8(r3)", 0xf8c3000a, {StorageEffect::kStore, 16}},
    {"lxsd v6,8(r3)", 0xe4c3000a, {StorageEffect::kLoad, 8}},
    {"lxssp v6,8(r3)", 0xe4c3000b, {StorageEffect::kLoad, 4}},
    {"stxsd v6,8(r3)", 0xf4c3000a, {StorageEffect::kStore, 8}},
    {"stxssp v6,8(r3)", 0xf4c3000b, {StorageEffect::kStore, 4}},
    {"lq r6,16(r3)", 0xe0c30010, {StorageEffect::kLoad, 16}},
    {"lxv vs6,16(r3)", 0xf4c30011, {StorageEffect::kLoad, 16}},
    {"lxv vs38,16(r3)", 0xf4c30019, {StorageEffect::kLoad, 16}},
    {"stxv vs6,16(r3)", 0xf4c30015, {StorageEffect::kStore, 16}},
    {"stxv vs38,16(r3)", 0xf4c3001d, {StorageEffect::kStore, 16}},
    {"lxvp vs6,32(r3)", 0x18c30020, {StorageEffect::kLoad, 32}},
    {"lxvp vs38,32(r3)", 0x18e30020, {StorageEffect::kLoad, 32}},
    {"stxvp vs6,32(r3)", 0x18c30021, {StorageEffect::kStore, 32}},
    {"lbzx r6,r3,r4", 0x7cc320ae, {StorageEffect::kLoad, 1}},
    {"lbzux r6,r3,r4", 0x7cc320ee, {StorageEffect::kLoad, 1}},
    {"lhzx r6,r3,r4", 0x7cc3222e, {StorageEffect::kLoad, 2}},
    {"lhzux r6,r3,r4", 0x7cc3226e, {StorageEffect::kLoad, 2}},
    {"lhax r6,r3,r4", 0x7cc322ae, {StorageEffect::kLoad, 2}},
    {"lhaux r6,r3,r4", 0x7cc322ee, {StorageEffect::kLoad, 2}},
    {"lwzx r6,r3,r4", 0x7cc3202e, {StorageEffect::kLoad, 4}},
    {"lwzux r6,r3,r4", 0x7cc3206e, {StorageEffect::kLoad, 4}},
    {"lwax r6,r3,r4", 0x7cc322aa, {StorageEffect::kLoad, 4}},
    {"lwaux r6,r3,r4", 0x7cc322ea, {StorageEffect::kLoad, 4}},
    {"ldx r6,r3,r4", 0x7cc3202a, {StorageEffect::kLoad, 8}},
    {"ldux r6,r3,r4", 0x7cc3206a, {StorageEffect::kLoad, 8}},
    {"stbx r6,r3,r4", 0x7cc321ae, {StorageEffect::kStore, 1}},
    {"stbux r6,r3,r4", 0x7cc321ee, {StorageEffect::kStore, 1}},
    {"sthx r6,r3,r4", 0x7cc3232e, {StorageEffect::kStore, 2}},
    {"sthux r6,r3,r4", 0x7cc3236e, {StorageEffect::kStore, 2}},
    {"stwx r6,r3,r4", 0x7cc3212e, {StorageEffect::kStore, 4}},
    {"stwux r6,r3,r4", 0x7cc3216e, {StorageEffect::kStore, 4}},
    {"stdx r6,r3,r4", 0x7cc3212a, {StorageEffect::kStore, 8}},
    {"stdux r6,r3,r4", 0x7cc3216a, {StorageEffect::kStore, 8}},
    {"lhbrx r6,r3,r4", 0x7cc3262c, {StorageEffect::kLoad, 2}},
    {"lwbrx r6,r3,r4", 0x7cc3242c, {StorageEffect::kLoad, 4}},
    {"ldbrx r6,r3,r4", 0x7cc32428, {StorageEffect::kLoad, 8}},
    {"sthbrx r6,r3,r4", 0x7cc3272c, {StorageEffect::kStore, 2}},
    {"stwbrx r6,r3,r4", 0x7cc3252c, {StorageEffect::kStore, 4}},
    {"stdbrx r6,r3,r4", 0x7cc32528, {StorageEffect::kStore, 8}},
    {"lswi r6,r3,1", 0x7cc30caa, {StorageEffect::kLoad, 1}},
    {"lswi r6,r3,31", 0x7cc3fcaa, {StorageEffect::kLoad, 31}},
    {"lswi r6,r3,32", 0x7cc304aa, {StorageEffect::kLoad, 32}},
    {"stswi r6,r3,7", 0x7cc33daa, {StorageEffect::kStore, 7}},
    {"stswi r6,r3,32", 0x7cc305aa, {StorageEffect::kStore, 32}},
    {"lswx r6,r3,r4", 0x7cc3242a, {StorageEffect::kLoad, 128}},
    {"stswx r6,r3,r4", 0x7cc3252a, {StorageEffect::kStore, 128}},
    {"lbarx r6,r3,r4", 0x7cc32068, {StorageEffect::kLoad, 1}},
    {"lharx r6,r3,r4", 0x7cc320e8, {StorageEffect::kLoad, 2}},
    {"lwarx r6,r3,r4", 0x7cc32028, {StorageEffect::kLoad, 4}},
    {"lwarx r6,r3,r4,1", 0x7cc32029, {StorageEffect::kLoad, 4}},
    {"ldarx r6,r3,r4", 0x7cc320a8, {StorageEffect::kLoad, 8}},
    {"lqarx r6,r3,r4", 0x7cc32228, {StorageEffect::kLoad, 16}},
    {"stbcx. r6,r3,r4", 0x7cc3256d, {StorageEffect::kStore, 1}},
    {"sthcx. r6,r3,r4", 0x7cc325ad, {StorageEffect::kStore, 2}},
    {"stwcx. r6,r3,r4", 0x7cc3212d, {StorageEffect::kStore, 4}},
    {"stdcx. r6,r3,r4", 0x7cc321ad, {StorageEffect::kStore, 8}},
    {"stqcx. r6,r3,r4", 0x7cc3216d, {StorageEffect::kStore, 16}},
    {"lwat r6,r3,0", 0x7cc3048c, {StorageEffect::kModify, 4}},
    {"ldat r6,r3,0", 0x7cc304cc, {StorageEffect::kModify, 8}},
    {"stwat r6,r3,0", 0x7cc3058c, {StorageEffect::kModify, 4}},
    {"stdat r6,r3,0", 0x7cc305cc, {StorageEffect::kModify, 8}},
    {"copy r3,r4", 0x7c23260c, {StorageEffect::kLoad, 128, true}},
    {"paste. r3,r4", 0x7c23270d, {StorageEffect::kStore, 128, true}},
    {"dcbz r3,r4", 0x7c0327ec, {StorageEffect::kStore, 128, true}},
    {"lbzcix r6,r3,r4", 0x7cc326aa, {StorageEffect::kLoad, 1}},
    {"lhzcix r6,r3,r4", 0x7cc3266a, {StorageEffect::kLoad, 2}},
    {"lwzcix r6,r3,r4", 0x7cc3262a, {StorageEffect::kLoad, 4}},
    {"ldcix r6,r3,r4", 0x7cc326ea, {StorageEffect::kLoad, 8}},
    {"stbcix r6,r3,r4", 0x7cc327aa, {StorageEffect::kStore, 1}},
    {"sthcix r6,r3,r4", 0x7cc3276a, {StorageEffect::kStore, 2}},
    {"stwcix r6,r3,r4", 0x7cc3272a, {StorageEffect::kStore, 4}},
    {"stdcix r6,r3,r4", 0x7cc327ea, {StorageEffect::kStore, 8}},
    {"lfsx f6,r3,r4", 0x7cc3242e, {StorageEffect::kLoad, 4}},
    {"lfsux f6,r3,r4", 0x7cc3246e, {StorageEffect::kLoad, 4}},
    {"lfdx f6,r3,r4", 0x7cc324ae, {StorageEffect::kLoad, 8}},
    {"lfdux f6,r3,r4", 0x7cc324ee, {StorageEffect::kLoad, 8}},
    {"lfiwax f6,r3,r4", 0x7cc326ae, {StorageEffect::kLoad, 4}},
    {"lfiwzx f6,r3,r4", 0x7cc326ee, {StorageEffect::kLoad, 4}},
    {"stfsx f6,r3,r4", 0x7cc3252e, {StorageEffect::kStore, 4}},
    {"stfsux f6,r3,r4", 0x7cc3256e, {StorageEffect::kStore, 4}},
    {"stfdx f6,r3,r4", 0x7cc325ae, {StorageEffect::kStore, 8}},
    {"stfdux f6,r3,r4", 0x7cc325ee, {StorageEffect::kStore, 8}},
    {"stfiwx f6,r3,r4", 0x7cc327ae, {StorageEffect::kStore, 4}},
    {"lvebx v6,r3,r4", 0x7cc3200e, {StorageEffect::kLoad, 1, true}},
    {"lvehx v6,r3,r4", 0x7cc3204e, {StorageEffect::kLoad, 2, true}},
    {"lvewx v6,r3,r4", 0x7cc3208e, {StorageEffect::kLoad, 4, true}},
    {"lvx v6,r3,r4", 0x7cc320ce, {StorageEffect::kLoad, 16, true}},
    {"lvxl v6,r3,r4", 0x7cc322ce, {StorageEffect::kLoad, 16, true}},
    {"stvebx v6,r3,r4", 0x7cc3210e, {StorageEffect::kStore, 1, true}},
    {"stvehx v6,r3,r4", 0x7cc3214e, {StorageEffect::kStore, 2, true}},
    {"stvewx v6,r3,r4", 0x7cc3218e, {StorageEffect::kStore, 4, true}},
    {"stvx v6,r3,r4", 0x7cc321ce, {StorageEffect::kStore, 16, true}},
    {"stvxl v6,r3,r4", 0x7cc323ce, {StorageEffect::kStore, 16, true}},
    {"lxsibzx vs6,r3,r4", 0x7cc3261a, {StorageEffect::kLoad, 1}},
    {"lxsihzx vs6,r3,r4", 0x7cc3265a, {StorageEffect::kLoad, 2}},
    {"lxsiwzx vs6,r3,r4", 0x7cc32018, {StorageEffect::kLoad, 4}},
    {"lxsiwax vs6,r3,r4", 0x7cc32098, {StorageEffect::kLoad, 4}},
    {"lxsspx vs6,r3,r4", 0x7cc32418, {StorageEffect::kLoad, 4}},
    {"lxsdx vs38,r3,r4", 0x7cc32499, {StorageEffect::kLoad, 8}},
    {"stxsibx vs6,r3,r4", 0x7cc3271a, {StorageEffect::kStore, 1}},
    {"stxsihx vs6,r3,r4", 0x7cc3275a, {StorageEffect::kStore, 2}},
    {"stxsiwx vs6,r3,r4", 0x7cc32118, {StorageEffect::kStore, 4}},
    {"stxsspx vs6,r3,r4", 0x7cc32518, {StorageEffect::kStore, 4}},
    {"stxsdx vs6,r3,r4", 0x7cc32598, {StorageEffect::kStore, 8}},
    {"lxvx vs38,r3,r4", 0x7cc32219, {StorageEffect::kLoad, 16}},
    {"lxvd2x vs6,r3,r4", 0x7cc32698, {StorageEffect::kLoad, 16}},
    {"lxvw4x vs6,r3,r4", 0x7cc32618, {StorageEffect::kLoad, 16}},
    {"lxvh8x vs6,r3,r4", 0x7cc32658, {StorageEffect::kLoad, 16}},
    {"lxvb16x vs6,r3,r4", 0x7cc326d8, {StorageEffect::kLoad, 16}},
    {"lxvdsx vs6,r3,r4", 0x7cc32298, {StorageEffect::kLoad, 8}},
    {"lxvwsx vs6,r3,r4", 0x7cc322d8, {StorageEffect::kLoad, 4}},
    {"lxvl vs6,r3,r4", 0x7cc3221a, {StorageEffect::kLoad, 16}},
    {"lxvll vs6,r3,r4", 0x7cc3225a, {StorageEffect::kLoad, 16}},
    {"lxvpx vs6,r3,r4", 0x7cc3229a, {StorageEffect::kLoad, 32}},
    {"lxvrbx vs6,r3,r4", 0x7cc3201a, {StorageEffect::kLoad, 1}},
    {"lxvrhx vs6,r3,r4", 0x7cc3205a, {StorageEffect::kLoad, 2}},
    {"lxvrwx vs6,r3,r4", 0x7cc3209a, {StorageEffect::kLoad, 4}},
    {"lxvrdx vs6,r3,r4", 0x7cc320da, {StorageEffect::kLoad, 8}},
    {"stxvx vs38,r3,r4", 0x7cc32319, {StorageEffect::kStore, 16}},
    {"stxvd2x vs6,r3,r4", 0x7cc32798, {StorageEffect::kStore, 16}},
    {"stxvw4x vs6,r3,r4", 0x7cc32718, {StorageEffect::kStore, 16}},
    {"stxvh8x vs6,r3,r4", 0x7cc32758, {StorageEffect::kStore, 16}},
    {"stxvb16x vs6,r3,r4", 0x7cc327d8, {StorageEffect::kStore, 16}},
    {"stxvl vs6,r3,r4", 0x7cc3231a, {StorageEffect::kStore, 16}},
    {"stxvll vs6,r3,r4", 0x7cc3235a, {StorageEffect::kStore, 16}},
    {"stxvpx vs6,r3,r4", 0x7cc3239a, {StorageEffect::kStore, 32}},
    {"stxvrbx vs6,r3,r4", 0x7cc3211a, {StorageEffect::kStore, 1}},
    {"stxvrhx vs6,r3,r4", 0x7cc3215a, {StorageEffect::kStore, 2}},
    {"stxvrwx vs6,r3,r4", 0x7cc3219a, {StorageEffect::kStore, 4}},
    {"stxvrdx vs6,r3,r4", 0x7cc321da, {StorageEffect::kStore, 8}},
    {"hashst r4,-8(r3)", 0x7fe325a5, {StorageEffect::kStore, 8}},
    {"hashchk r4,-8(r3)", 0x7fe325e5, {StorageEffect::kLoad, 8}},
    {"hashstp r4,-8(r3)", 0x7fe32525, {StorageEffect::kStore, 8}},
    {"hashchkp r4,-8(r3)", 0x7fe32565, {StorageEffect::kLoad, 8}},
    {"lfdpx f6,r3,r4", 0x7cc3262e, {StorageEffect::kLoad, 16}},
    {"stfdpx f6,r3,r4", 0x7cc3272e, {StorageEffect::kStore, 16}},
    {"lfdp f6,16(r3)", 0xe4c30010, {StorageEffect::kLoad, 16}},
    {"stfdp f6,16(r3)", 0xf4c30010, {StorageEffect::kStore, 16}},
};

// What has an address but neither loads nor stores, and what has none.
constexpr AssembledWord kOtherWords[] = {
    {"addi r3,r3,8", 0x38630008, {}},
    {"mulli r3,r3,8", 0x1c630008, {}},
    {"cmpd r4,r7", 0x7c243800, {}},
    {"b 0xc", 0x48000000, {}},
    {"rotldi r3,r4,0", 0x78830000, {}},
    {"sc", 0x44000002, {}},
    {"xxlor vs1,vs2,vs3", 0xf0221c90, {}},
    {"fadd f1,f2,f3", 0xfc22182a, {}},
    {"vaddubm v1,v2,v3", 0x10221800, {}},
    {"dcbtct r3,r4", 0x7c03222c, {}},
    {"dcbtstct r3,r4", 0x7c0321ec, {}},
    {"dcbst r3,r4", 0x7c03206c, {}},
    {"dcbf r3,r4", 0x7c0320ac, {}},
    {"icbi r3,r4", 0x7c0327ac, {}},
    {"lvsl v6,r3,r4", 0x7cc3200c, {}},
    {"lvsr v6,r3,r4", 0x7cc3204c, {}},
    {"tlbie r3,r4", 0x7c801a64, {}},
    {"tlbiel r3", 0x7c001a24, {}},
    {"slbmte r6,r3", 0x7cc01b24, {}},
    {"slbie r3", 0x7c001b64, {}},
    {"slbfee. r6,r3", 0x7cc01fa7, {}},
    {"isel r3,r4,r5,4*cr1+eq", 0x7c64299e, {}},
    {"hwsync", 0x7c0004ac, {}},
    {"eieio", 0x7c0006ac, {}},
    {"mfmsr r3", 0x7c6000a6, {}},
    {"mtlr r3", 0x7c6803a6, {}},
    {"cpabort", 0x7c00068c, {}},
    {"extsb r3,r4", 0x7c830774, {}},
};

constexpr AssembledPair kPrefixedStorage[] = {
    {"plbz r6,74565(r3)", 0x06000001, 0x88c32345, {StorageEffect::kLoad, 1}},
    {"plhz r6,74565(r3)", 0x06000001, 0xa0c32345, {StorageEffect::kLoad, 2}},
    {"plha r6,74565(r3)", 0x06000001, 0xa8c32345, {StorageEffect::kLoad, 2}},
    {"plwz r6,74565(r3)", 0x06000001, 0x80c32345, {StorageEffect::kLoad, 4}},
    {"plfs f6,74565(r3)", 0x06000001, 0xc0c32345, {StorageEffect::kLoad, 4}},
    {"plfd f6,74565(r3)", 0x06000001, 0xc8c32345, {StorageEffect::kLoad, 8}},
    {"pstb r6,74565(r3)", 0x06000001, 0x98c32345, {StorageEffect::kStore, 1}},
    {"psth r6,74565(r3)", 0x06000001, 0xb0c32345, {StorageEffect::kStore, 2}},
    {"pstw r6,74565(r3)", 0x06000001, 0x90c32345, {StorageEffect::kStore, 4}},
    {"pstfs f6,74565(r3)", 0x06000001, 0xd0c32345, {StorageEffect::kStore, 4}},
    {"pstfd f6,74565(r3)", 0x06000001, 0xd8c32345, {StorageEffect::kStore, 8}},
    {"pld r6,74565(r3)", 0x04000001, 0xe4c32345, {StorageEffect::kLoad, 8}},
    {"plwa r6,74565(r3)", 0x04000001, 0xa4c32345, {StorageEffect::kLoad, 4}},
    {"plq r6,74565(r3)", 0x04000001, 0xe0c32345, {StorageEffect::kLoad, 16}},
    {"pstd r6,74565(r3)", 0x04000001, 0xf4c32345, {StorageEffect::kStore, 8}},
    {"pstq r6,74565(r3)", 0x04000001, 0xf0c32345, {StorageEffect::kStore, 16}},
    {"plxsd v6,74565(r3)", 0x04000001, 0xa8c32345, {StorageEffect::kLoad, 8}},
    {"plxssp v6,74565(r3)", 0x04000001, 0xacc32345, {StorageEffect::kLoad, 4}},
    {"plxv vs6,74565(r3)", 0x04000001, 0xc8c32345, {StorageEffect::kLoad, 16}},
    {"plxv vs38,74565(r3)", 0x04000001, 0xccc32345, {StorageEffect::kLoad, 16}},
    {"plxvp vs6,74565(r3)", 0x04000001, 0xe8c32345, {StorageEffect::kLoad, 32}},
    {"pstxsd v6,74565(r3)", 0x04000001, 0xb8c32345, {StorageEffect::kStore, 8}},
    {"pstxssp v6,74565(r3)", 0x04000001, 0xbcc32345, {StorageEffect::kStore, 4}},
    {"pstxv vs6,74565(r3)", 0x04000001, 0xd8c32345, {StorageEffect::kStore, 16}},
    {"pstxv vs38,74565(r3)", 0x04000001, 0xdcc32345, {StorageEffect::kStore, 16}},
    {"pstxvp vs6,74565(r3)", 0x04000001, 0xf8c32345, {StorageEffect::kStore, 32}},
    {"pld r6,16", 0x04100000, 0xe4c00010, {StorageEffect::kLoad, 8}},
};

constexpr AssembledPair kPrefixedOthers[] = {
    {"paddi r3,r4,74565", 0x06000001, 0x38642345, {}},
    {"pnop", 0x07000000, 0x00000000, {}},
    {"xxspltiw vs3,1", 0x05000000, 0x80660001, {}},
    {"xxspltidp vs3,1", 0x05000000, 0x80640001, {}},
    {"pmdmxvf32ger a0,vs34,vs35,1,2", 0x07900012, 0xec0218de, {}},
};

constexpr unsigned kExtendedOpcodes = 1024;
constexpr std::uint32_t kOpcode31 = 31u << 26;

unsigned extended_opcode(std::uint32_t word) { return word >> 1 & (kExtendedOpcodes - 1); }

TEST(StorageOperation, IsWhatTheIsaSays) {
  for (const AssembledWord& storage : kStorageWords) {
    EXPECT_EQ(storage_operation(storage.word), storage.operation) << storage.text;
  }
}

TEST(StorageOperation, IsNoneOfWhatNeitherLoadsNorStores) {
  for (const AssembledWord& other : kOtherWords) {
    EXPECT_EQ(storage_operation(other.word), std::nullopt) << other.text;
  }
}

TEST(StorageOperation, NoOtherWordOfOpcode31LoadsOrStores) {
  std::set<unsigned> expected;
  for (const AssembledWord& storage : kStorageWords) {
    if (storage.word >> 26 == 31) expected.insert(extended_opcode(storage.word));
  }
  for (unsigned opcode = 0; opcode < kExtendedOpcodes; ++opcode) {
    EXPECT_EQ(storage_operation(kOpcode31 | opcode << 1).has_value(), expected.contains(opcode))
        << opcode;
  }
}

RC_GTEST_PROP(StorageOperation, OperandsDoNotChangeWhatAnInstructionDoes, ()) {
  constexpr std::uint32_t kAddressRegister = 0x1f << 16;
  constexpr std::uint32_t kIndexRegister = 0x1f << 11;
  const AssembledWord storage = *rc::gen::elementOf(
      std::vector<AssembledWord>(std::begin(kStorageWords), std::end(kStorageWords)));
  const bool has_number_field = storage.word >> 26 == 31 && (extended_opcode(storage.word) == 597 ||
                                                             extended_opcode(storage.word) == 725);
  const std::uint32_t operands = kAddressRegister | (has_number_field ? 0 : kIndexRegister);
  const auto changed = *rc::gen::arbitrary<std::uint32_t>() & operands;
  RC_ASSERT(storage_operation(storage.word ^ changed) == storage.operation);
}

RC_GTEST_PROP(StorageOperation, MultipleWordsReachToTheLastRegister, ()) {
  const auto first = *rc::gen::inRange<std::uint32_t>(0, 32);
  const auto bytes = static_cast<std::uint16_t>(4 * (32 - first));
  const std::uint32_t operands = first << 21 | 3 << 16 | 8;
  RC_ASSERT(storage_operation(46u << 26 | operands) ==
            (StorageOperation{StorageEffect::kLoad, bytes}));
  RC_ASSERT(storage_operation(47u << 26 | operands) ==
            (StorageOperation{StorageEffect::kStore, bytes}));
}

RC_GTEST_PROP(StorageOperation, IsOfAtMostACacheBlock, (std::uint32_t word, std::uint32_t next)) {
  for (const auto& operation : {storage_operation(word), storage_operation(word, next)}) {
    RC_ASSERT(!operation || (operation->bytes >= 1 && operation->bytes <= 128));
  }
}

TEST(StorageOperation, IsThatOfAPrefixedInstruction) {
  for (const AssembledPair& storage : kPrefixedStorage) {
    EXPECT_EQ(storage_operation(storage.prefix, storage.suffix), storage.operation) << storage.text;
  }
  for (const AssembledPair& other : kPrefixedOthers) {
    EXPECT_EQ(storage_operation(other.prefix, other.suffix), std::nullopt) << other.text;
  }
}

// pld's suffix is lfdp's word, and a prefix of the other type makes an instruction of its own.
TEST(StorageOperation, APrefixGivesASuffixItsMeaning) {
  constexpr std::uint32_t kSuffix = 0xe4c32344;
  EXPECT_EQ(storage_operation(kSuffix), (StorageOperation{StorageEffect::kLoad, 16}));
  EXPECT_EQ(storage_operation(0x04000001, kSuffix), (StorageOperation{StorageEffect::kLoad, 8}));
  EXPECT_EQ(storage_operation(0x06000001, kSuffix), std::nullopt);
  EXPECT_EQ(storage_operation(0x88c30008, kSuffix), std::nullopt);
}

TEST(StorageOperation, PrimaryOpcode1IsAPrefix) {
  EXPECT_TRUE(is_prefix(0x04000000));
  EXPECT_TRUE(is_prefix(0x07ffffff));
  EXPECT_FALSE(is_prefix(0x03ffffff));
  EXPECT_FALSE(is_prefix(0x08000000));
}

}  // namespace
}  // namespace htabsim
