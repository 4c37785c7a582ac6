//! What falls due. {0} says whose deadline it is. In English a span follows ("… in 2.6 s"), in
//! Chinese it comes before.

use crate::Words;

/// A message arrives.
pub const DELIVERY: Words = ["a message arrives ({0})", "有消息到达（{0}）"];
/// The call's own timeout.
pub const CALL_TIMEOUT: Words = ["{0}'s open call times out", " {0} 的调用超时"];
/// A retry.
pub const RETRY: Words = ["{0} tries again", " {0} 重试"];
/// `request.timeout.ms`.
pub const REQUEST_TIMEOUT: Words = ["{0}'s request times out", " {0} 的请求超时"];
/// `metadata.max.age.ms`.
pub const METADATA_AGE: Words = ["{0} refreshes its metadata", " {0} 刷新元数据"];
/// `linger.ms`.
pub const LINGER: Words = ["{0}'s batch is sent (linger.ms)", " {0} 的批次发出（linger.ms）"];
/// `delivery.timeout.ms`.
pub const DELIVERY_TIMEOUT: Words =
    ["{0} gives up a batch (delivery.timeout.ms)", " {0} 放弃一个批次（delivery.timeout.ms）"];
/// `heartbeat.interval.ms`.
pub const HEARTBEAT: Words = ["{0}'s heartbeat", " {0} 发心跳"];
/// `session.timeout.ms` of the client.
pub const CLIENT_SESSION: Words = [
    "{0} gives up its coordinator (session.timeout.ms)",
    " {0} 认为协调者失联（session.timeout.ms）",
];
/// `session.timeout.ms` of the coordinator.
pub const SESSION: Words = ["{0}'s session ends", " {0} 的会话到期"];
/// `max.poll.interval.ms`.
pub const POLL_INTERVAL: Words =
    ["{0} leaves the group (max.poll.interval.ms)", " {0} 自行退组（max.poll.interval.ms）"];
/// `auto.commit.interval.ms`.
pub const AUTO_COMMIT: Words =
    ["{0}'s auto-commit is due: the next poll commits", " {0} 的自动提交到期：下次 poll 提交"];
/// `group.initial.rebalance.delay.ms`.
pub const INITIAL_REBALANCE_DELAY: Words =
    ["group {0}'s initial rebalance delay ends", "消费者组 {0} 的首次再均衡延迟结束"];
/// `rebalance.timeout.ms`.
pub const REBALANCE_TIMEOUT: Words =
    ["group {0} stops waiting for members to join", "消费者组 {0} 不再等待成员加入"];
/// The assignment is overdue.
pub const SYNC_TIMEOUT: Words =
    ["group {0} stops waiting for SyncGroup", "消费者组 {0} 不再等待 SyncGroup"];
/// A pending member.
pub const PENDING_MEMBER: Words = ["the pending member {0} is forgotten", "pending 成员 {0} 作废"];
/// `fetch.max.wait.ms`.
pub const FETCH_WAIT: Words = [
    "{0}'s fetch has waited long enough (fetch.max.wait.ms)",
    " {0} 的 fetch 等满 fetch.max.wait.ms",
];
/// The retention task.
pub const RETENTION: Words = ["the retention task runs", "保留任务运行"];
/// The cleaner.
pub const CLEANER: Words = ["the log cleaner runs", "log cleaner 运行"];
/// Offset expiry.
pub const OFFSET_EXPIRY: Words =
    ["committed offsets are checked for expiry", "检查已提交 offset 是否过期"];
/// Producer expiry.
pub const PRODUCER_EXPIRY: Words =
    ["idle producer ids are checked for expiry", "检查空闲 producer id 是否过期"];
/// The application's loop.
pub const LOOP: Words = ["{0}'s loop goes on", " {0} 的循环继续"];
/// Anything else.
pub const OTHER: Words = ["{0} has work to do", " {0} 有内部任务到期"];
