//! Areas sticky-partitioner and producer-accumulator: where keyless records go, and when.

use super::{Answer, Unplayable, list, number};
use engine::accumulator::{Accumulator, Destination, Settings};
use engine::config::ProducerConfig;
use engine::log::batch::NewRecord;
use engine::partitioner::{Load, Partitions, StickyPartitioner, metadata_order, place_key};
use engine::quantity::{BrokerId, PartitionId, Text, Time, TopicPartition};
use serde_json::{Value, json};

/// The topic of the recorder; its hash decides the order of the partitions in the metadata.
const TOPIC: &str = "t";
const BROKER: BrokerId = BrokerId(0);
/// What the recorder lets a request hold.
const MAX_REQUEST: usize = 1 << 20;

/// The recorded random numbers, and how many were taken.
struct Numbers {
    numbers: Vec<i32>,
    used: usize,
}

/// The keyless partitioner alone.
pub(super) fn sticky(input: &Value) -> Result<Answer, Unplayable> {
    let mut numbers = Numbers::read(input)?;
    let all = partition_ids(&input["partitions"]);
    let unavailable = partition_ids(&input["unavailable"]);
    let available: Vec<PartitionId> =
        all.iter().copied().filter(|partition| !unavailable.contains(partition)).collect();
    let partitions = Partitions { available: &available, count: all.len() as i32 };
    let mut partitioner = StickyPartitioner::new(number(input, "batch")? as usize);
    let mut steps = Vec::new();
    for step in list(input, "steps")? {
        let answer = match (step[0].as_str(), step[1].as_i64()) {
            (Some("add"), Some(bytes)) => {
                let may_switch = step[2] == true;
                let mut next = || numbers.next();
                let partition = partitioner.peek(&partitions, &mut next);
                let switched =
                    partitioner.count(bytes as usize, may_switch, &partitions, &mut next);
                json!([partition.0, i32::from(switched)])
            }
            (Some("load"), None) => {
                let lengths = step[1].as_array().map_or(&[][..], Vec::as_slice);
                let lengths = lengths.iter().filter_map(Value::as_i64).map(|length| length as i32);
                let mut queues: Vec<(PartitionId, i32)> =
                    partition_ids(&step[2]).into_iter().zip(lengths).collect();
                let all = queues.len();
                queues.truncate(step[3].as_u64().unwrap_or(0) as usize);
                let load = Load { queues: &queues, all };
                partitioner.set_load(step[1].is_array().then_some(load));
                json!(0)
            }
            _ => return Err(format!("unknown step {step}")),
        };
        steps.push(answer);
    }
    Ok(Answer::Out(json!({"steps": steps, "used": numbers.used})))
}

/// The partitioner inside the accumulator, with the sender's polls.
pub(super) fn accumulator(input: &Value) -> Result<Answer, Unplayable> {
    let mut numbers = Numbers::read(input)?;
    let count = number(input, "partitions")? as i32;
    let order = metadata_order((0..count).map(|id| TopicPartition::new(TOPIC, id)));
    let available: Vec<PartitionId> = order.iter().map(|partition| partition.partition).collect();
    let partitions = Partitions { available: &available, count };
    let mut accumulator = Accumulator::new(Settings::of(&config(input)?));
    let topic: Text = TOPIC.into();
    let mut steps = Vec::new();
    for step in list(input, "steps")? {
        let now = Time(step[1].as_i64().ok_or("a step without its time")?);
        match step[0].as_str() {
            Some("send") => {
                let record = NewRecord {
                    key: step[2].as_u64().map(zeros),
                    value: step[3].as_u64().map(zeros),
                    timestamp: now.0,
                    headers: Vec::new(),
                };
                let keyed = record.key.as_deref().map(|key| place_key(key, count).partition);
                let mut next = || numbers.next();
                let to = Destination { topic: &topic, partition: keyed, partitions };
                let appended = accumulator
                    .append(&to, record, now, &mut next)
                    .map_err(|refused| format!("not appended: {refused:?}"))?;
                steps.push(json!([
                    appended.partition.0,
                    appended.growth,
                    i32::from(appended.new_batch),
                    i32::from(appended.batch_is_full),
                ]));
            }
            Some("poll") => steps.push(poll(&mut accumulator, &order, now)),
            _ => return Err(format!("unknown step {step}")),
        }
    }
    Ok(Answer::Out(json!({"steps": steps, "used": numbers.used})))
}

/// What the sender does: asks what is ready, and takes it.
fn poll(accumulator: &mut Accumulator, order: &[TopicPartition], now: Time) -> Value {
    let ready = accumulator.ready(now, |_| (|_| Some(BROKER), order.len()));
    let next = ready.next.map_or_else(|| json!("never"), |next| json!(next.0));
    let mut batches = Vec::new();
    for node in ready.nodes {
        for batch in accumulator.drain(node, order, MAX_REQUEST, now, &mut |_| true) {
            batches.push(json!([batch.partition.partition.0, batch.records.len(), batch.size]));
        }
    }
    json!({"batches": batches, "next": next})
}

fn config(input: &Value) -> Result<ProducerConfig, Unplayable> {
    let batch_size = number(input, "batch.size")?.to_string();
    let linger = number(input, "linger.ms")?.to_string();
    let adaptive = input["adaptive"].to_string();
    let settings = [
        ("batch.size", batch_size.as_str()),
        ("linger.ms", linger.as_str()),
        ("partitioner.adaptive.partitioning.enable", adaptive.as_str()),
    ];
    ProducerConfig::with_base(&settings).map_err(|refused| refused.to_string())
}

impl Numbers {
    fn read(input: &Value) -> Result<Self, Unplayable> {
        let numbers = list(input, "random")?.iter().filter_map(Value::as_i64);
        Ok(Self { numbers: numbers.map(|number| number as i32).collect(), used: 0 })
    }

    fn next(&mut self) -> i32 {
        self.used += 1;
        self.numbers.get(self.used - 1).copied().unwrap_or(0)
    }
}

fn partition_ids(list: &Value) -> Vec<PartitionId> {
    let numbers = list.as_array().into_iter().flatten().filter_map(Value::as_i64);
    numbers.map(|number| PartitionId(number as i32)).collect()
}

fn zeros(length: u64) -> engine::quantity::Bytes {
    vec![0; length as usize].into()
}
