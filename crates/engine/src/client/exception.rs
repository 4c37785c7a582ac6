//! The exceptions that Kafka's clients throw: which class stands for which protocol error, and
//! which of them a client tries again.
//!
//! Source: `clients/…/common/protocol/Errors.java` and the classes of `common/errors`.

use crate::config::ConfigException;
use crate::error::ErrorCode;
use crate::event::ClientError;
use crate::quantity::Text;
use alloc::string::String;

impl ClientError {
    /// An exception whose class belongs to no protocol error.
    #[must_use]
    pub fn new(exception: &str, message: impl Into<Text>) -> Self {
        Self { code: None, exception: exception.into(), message: message.into(), cause: None }
    }

    /// The exception of a protocol error, with its default message.
    #[must_use]
    pub fn of(code: ErrorCode) -> Self {
        Self::with_message(code, code.message())
    }

    /// The exception of a protocol error, with a message of its own.
    #[must_use]
    pub fn with_message(code: ErrorCode, message: impl Into<Text>) -> Self {
        Self {
            code: Some(code),
            exception: exception_class(code),
            message: message.into(),
            cause: None,
        }
    }

    /// `IllegalStateException`.
    #[must_use]
    pub fn illegal_state(message: impl Into<Text>) -> Self {
        Self::new("IllegalStateException", message)
    }

    /// `IllegalArgumentException`.
    #[must_use]
    pub fn illegal_argument(message: impl Into<Text>) -> Self {
        Self::new("IllegalArgumentException", message)
    }

    /// `TimeoutException`.
    #[must_use]
    pub fn timeout(message: impl Into<Text>) -> Self {
        Self::with_message(ErrorCode::RequestTimedOut, message)
    }
}

impl From<ConfigException> for ClientError {
    /// What a constructor throws.
    fn from(refused: ConfigException) -> Self {
        let code = match refused.ex {
            "InvalidConfigurationException" => Some(ErrorCode::InvalidConfig),
            _ => None,
        };
        Self {
            code,
            exception: refused.ex.into(),
            message: refused.message,
            cause: refused.cause.map(|(class, message)| (class.into(), message)),
        }
    }
}

/// Classes that are not named as their errors are.
const IRREGULAR: &[(ErrorCode, &str)] = &[
    (ErrorCode::UnknownServerError, "UnknownServerException"),
    (ErrorCode::CorruptMessage, "CorruptRecordException"),
    (ErrorCode::RequestTimedOut, "TimeoutException"),
    (ErrorCode::MessageTooLarge, "RecordTooLargeException"),
    (ErrorCode::OffsetMetadataTooLarge, "OffsetMetadataTooLarge"),
    (ErrorCode::RecordListTooLarge, "RecordBatchTooLargeException"),
    (ErrorCode::TopicAlreadyExists, "TopicExistsException"),
    (ErrorCode::InvalidConfig, "InvalidConfigurationException"),
    (ErrorCode::NonEmptyGroup, "GroupNotEmptyException"),
    (ErrorCode::OutOfOrderSequenceNumber, "OutOfOrderSequenceException"),
    (ErrorCode::DuplicateSequenceNumber, "DuplicateSequenceException"),
    (ErrorCode::InvalidProducerIdMapping, "InvalidPidMappingException"),
    (ErrorCode::InvalidTopicException, "InvalidTopicException"),
    (ErrorCode::NetworkException, "NetworkException"),
];

/// The simple name of the exception's class.
#[must_use]
pub fn exception_class(code: ErrorCode) -> Text {
    match IRREGULAR.iter().find(|(irregular, _)| *irregular == code) {
        Some((_, class)) => (*class).into(),
        None => (camel_case(code.name()) + "Exception").into(),
    }
}

/// `NOT_COORDINATOR` to `NotCoordinator`.
fn camel_case(name: &str) -> String {
    let mut class = String::new();
    for word in name.split('_') {
        let mut letters = word.chars();
        class.extend(letters.next());
        class.extend(letters.map(|letter| letter.to_ascii_lowercase()));
    }
    class
}

/// Whether the exception's class is a `RetriableException`.
#[must_use]
pub const fn is_retriable(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::UnknownTopicOrPartition
            | ErrorCode::LeaderNotAvailable
            | ErrorCode::NotLeaderOrFollower
            | ErrorCode::RequestTimedOut
            | ErrorCode::CorruptMessage
            | ErrorCode::NetworkException
            | ErrorCode::CoordinatorLoadInProgress
            | ErrorCode::CoordinatorNotAvailable
            | ErrorCode::NotCoordinator
            | ErrorCode::NotEnoughReplicas
            | ErrorCode::NotEnoughReplicasAfterAppend
            | ErrorCode::ConcurrentTransactions
            | ErrorCode::FencedLeaderEpoch
            | ErrorCode::UnknownLeaderEpoch
            | ErrorCode::OffsetNotAvailable
            | ErrorCode::UnstableOffsetCommit
            | ErrorCode::UnknownTopicId
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_follow_the_name_but_for_the_irregular_ones() {
        let class = |code| exception_class(code);
        assert_eq!(&*class(ErrorCode::NotCoordinator), "NotCoordinatorException");
        assert_eq!(&*class(ErrorCode::OffsetMetadataTooLarge), "OffsetMetadataTooLarge");
        assert_eq!(&*class(ErrorCode::InvalidTopicException), "InvalidTopicException");
        assert_eq!(&*class(ErrorCode::GroupIdNotFound), "GroupIdNotFoundException");
        assert_eq!(&*class(ErrorCode::RequestTimedOut), "TimeoutException");
    }
}
