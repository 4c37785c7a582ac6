//! What a broker does by itself: retention, cleaning, forgetting idle producers.
//!
//! A task is on the clock only while some log could need it, so that an idle world is quiet.
//! Source: `LogManager#startup`, `LogCleaner`.

use crate::broker::{Broker, BrokerIo};
use crate::quantity::TopicPartition;
use crate::world::deadline::BrokerTimer;
use alloc::rc::Rc;
use alloc::vec::Vec;

impl Broker {
    /// Puts the tasks on the clock that a log needs. Their first run comes after
    /// `log.initial.task.delay.ms`, counted from here and not from the broker's start.
    pub(crate) fn start_tasks(&self, io: &mut BrokerIo<'_>) {
        let config = &io.cluster.config;
        let first = io.now + config.millis("log.initial.task.delay.ms");
        if self.logs.values().any(|log| !log.config().cleanup_policy.compact) {
            io.timers.push((BrokerTimer::Retention, Some(first)));
        }
        if self.logs.values().any(|log| log.config().cleanup_policy.compact) {
            let next = io.now + config.millis("log.cleaner.backoff.ms");
            io.timers.push((BrokerTimer::Cleaner, Some(next)));
        }
    }

    /// Runs a task and puts its next run on the clock.
    pub(crate) fn run_task(&mut self, task: &BrokerTimer, io: &mut BrokerIo<'_>) {
        let config = Rc::clone(&io.cluster.config);
        match task {
            BrokerTimer::FetchWait(id) => self.end_fetch_wait(id, io),
            BrokerTimer::Retention => {
                self.each_log(
                    |log| !log.config().cleanup_policy.compact,
                    |log, now| {
                        log.run_retention(now);
                    },
                    io,
                );
                let next = io.now + config.millis("log.retention.check.interval.ms");
                io.timers.push((BrokerTimer::Retention, Some(next)));
            }
            BrokerTimer::Cleaner => {
                self.each_log(
                    |log| log.config().cleanup_policy.compact && log.size() > 0,
                    |log, now| {
                        log.clean(now);
                    },
                    io,
                );
                let next = io.now + config.millis("log.cleaner.backoff.ms");
                io.timers.push((BrokerTimer::Cleaner, Some(next)));
            }
            BrokerTimer::ProducerExpiry => {
                self.each_log(|_| true, |log, now| log.expire_producers(now), io);
            }
        }
    }

    fn each_log(
        &mut self,
        chosen: impl Fn(&crate::log::PartitionLog) -> bool,
        work: impl Fn(&mut crate::log::PartitionLog, crate::quantity::Time),
        io: &mut BrokerIo<'_>,
    ) {
        let names: Vec<TopicPartition> = self.logs.keys().cloned().collect();
        for name in names {
            if let Some(log) = self.logs.get_mut(&name)
                && chosen(log)
            {
                work(Rc::make_mut(log), io.now);
            }
        }
        self.complete_fetches(io);
    }
}
