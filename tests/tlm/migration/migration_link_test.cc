// SPDX-License-Identifier: Apache-2.0
#include "htabsim/tlm/migration/migration_link.h"

#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "htabsim/tlm/kit/part.h"

namespace htabsim {
namespace {

// 1 GB/s at 250 ps is a byte in 4 cycles; 1 us is 4,000 cycles.
Config config_of(std::uint64_t period_ps) {
  Config config;
  config.clock.period_ps = period_ps;
  config.migration = {.bandwidth_bytes_per_s = 1'000'000'000, .link_latency_us = 1};
  return config;
}

/// A sender and a receiver, each of which does what a test says.
class LinkUsers final : public Part {
 public:
  LinkUsers(const sc_core::sc_module_name& name, const Sim& sim,
            std::function<void(LinkUsers&)> send)
      : Part(name, sim), link(sim) {
    run_thread("send", [this, send] {
      link.connect();
      send(*this);
    });
    run_thread("receive", [this] { receive(); });
  }

  [[nodiscard]] std::string title() const override { return basename(); }
  void send_chunk(std::size_t bytes) { link.send({0, std::vector<std::byte>(bytes)}); }
  [[nodiscard]] Cycles now() const { return clock().now(); }
  void wait_until(std::uint64_t cycle) const { clock().wait_until(Cycles(cycle)); }

  MigrationLink link;
  std::size_t leave_after = ~std::size_t{0};  ///< chunks
  std::vector<Cycles> arrivals;
  Cycles received;  ///< when the receiver had done with the connection

 private:
  void receive() {
    link.accept();
    while (arrivals.size() < leave_after && link.receive()) arrivals.push_back(clock().now());
    if (arrivals.size() == leave_after) link.leave();
    received = clock().now();
  }
};

/// Sends chunks of these bytes, and finishes.
std::function<void(LinkUsers&)> sends(std::vector<std::size_t> sizes) {
  return [sizes](LinkUsers& users) {
    for (const std::size_t size : sizes) users.send_chunk(size);
    users.link.finish();
  };
}

TEST(MigrationLinkTest, ChunkArrivesAfterItsTransferAndTheLatency) {
  const Sim sim(config_of(250));
  LinkUsers users("users", sim, sends({100}));
  sc_core::sc_start();
  EXPECT_EQ(users.arrivals, std::vector{Cycles(100 * 4 + 4000)});
}

TEST(MigrationLinkTest, ChunksFollowEachOtherAtTheBandwidth) {
  const Sim sim(config_of(250));
  Cycles drained;
  LinkUsers users("users", sim, [&](LinkUsers& sender) {
    sends({100, 50, 1})(sender);
    sender.link.drain();
    drained = sender.now();
  });
  sc_core::sc_start();
  EXPECT_EQ(users.arrivals,
            (std::vector{Cycles(400 + 4000), Cycles(600 + 4000), Cycles(604 + 4000)}));
  EXPECT_EQ(drained, Cycles(604));
}

TEST(MigrationLinkTest, OtherBytesHaveTheLinkInTheirTurn) {
  const Sim sim(config_of(250));
  LinkUsers users("users", sim, [](LinkUsers& sender) {
    sender.link.send_other(1000);
    sender.send_chunk(100);
    sender.link.send_other(50);
    sender.link.finish();
  });
  sc_core::sc_start();
  EXPECT_EQ(users.arrivals, std::vector{Cycles(1100 * 4 + 4000)});
  // All is there when what was sent last is.
  EXPECT_EQ(users.received, Cycles(1150 * 4 + 4000));
}

TEST(MigrationLinkTest, OnceTheGuestHasStoppedAnotherBandwidthMayHold) {
  Config config = config_of(250);
  config.migration.stop_bandwidth_bytes_per_s = 4'000'000'000;  // a byte a cycle
  const Sim sim(config);
  LinkUsers users("users", sim, [](LinkUsers& sender) {
    sender.send_chunk(100);
    sender.link.guest_stopped();
    sender.send_chunk(100);
    sender.link.finish();
  });
  sc_core::sc_start();
  EXPECT_EQ(users.arrivals, (std::vector{Cycles(400 + 4000), Cycles(400 + 100 + 4000)}));
  EXPECT_EQ(users.link.transfer_time(100), Cycles(400));
  EXPECT_EQ(users.link.transfer_time_stopped(100), Cycles(100));
}

TEST(MigrationLinkTest, WhatHasNotArrivedIsLostWhenTheSenderBreaksIt) {
  const Sim sim(config_of(250));
  LinkUsers users("users", sim, [](LinkUsers& sender) {
    sender.send_chunk(100);
    sender.send_chunk(100);
    sender.wait_until(4500);  // between their arrivals at 4400 and 4800
    sender.link.abort();
  });
  sc_core::sc_start();
  EXPECT_EQ(users.arrivals, std::vector{Cycles(4400)});
  EXPECT_EQ(users.received, Cycles(4500));
  EXPECT_FALSE(users.link.is_finished());
}

// A chunk's arrival and the break in one cycle have no order: it has arrived.
TEST(MigrationLinkTest, WhatArrivesAsTheSenderBreaksItIsThere) {
  const Sim sim(config_of(250));
  LinkUsers users("users", sim, [](LinkUsers& sender) {
    sender.send_chunk(100);
    sender.send_chunk(100);
    sender.wait_until(4800);
    sender.link.abort();
  });
  sc_core::sc_start();
  EXPECT_EQ(users.arrivals, (std::vector{Cycles(4400), Cycles(4800)}));
  EXPECT_FALSE(users.link.is_finished());
}

TEST(MigrationLinkTest, SenderHearsALatencyLaterThatAllIsThere) {
  const Sim sim(config_of(250));
  Cycles heard;
  LinkUsers users("users", sim, [&](LinkUsers& sender) {
    sends({100})(sender);
    sender.wait_until(400 + 4000 + 1);
    sender.link.wait_for_the_end();
    heard = sender.now();
  });
  users.leave_after = 1;
  sc_core::sc_start();
  EXPECT_EQ(users.received, Cycles(4400));
  EXPECT_EQ(heard, Cycles(4400 + 4000));
}

TEST(MigrationLinkTest, SenderNoticesAReceiverThatIsGoneALatencyLater) {
  const Sim sim(config_of(250));
  std::vector<bool> gone;
  LinkUsers users("users", sim, [&](LinkUsers& sender) {
    sender.send_chunk(100);
    for (const std::uint64_t cycle : {4400 + 4000, 4400 + 4000 + 1}) {
      sender.wait_until(cycle);
      gone.push_back(sender.link.receiver_is_gone());
    }
    sender.send_chunk(100);
    sender.link.finish();
  });
  users.leave_after = 1;
  sc_core::sc_start();
  EXPECT_EQ(gone, (std::vector{false, true}));
  EXPECT_EQ(users.arrivals.size(), 1u);
}

TEST(MigrationLinkTest, TransferTimeIsRoundedUpToACycle) {
  const Sim sim(config_of(300));  // 0.3 bytes a cycle
  const MigrationLink link(sim);
  EXPECT_EQ(link.transfer_time(0), Cycles(0));
  EXPECT_EQ(link.transfer_time(1), Cycles(4));
  EXPECT_EQ(link.transfer_time(3), Cycles(10));
}

}  // namespace
}  // namespace htabsim
