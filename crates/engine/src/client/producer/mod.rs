//! stub
use crate::client::*;
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Producer;
impl Producer { pub fn new(_n: &crate::quantity::Text, _c: &crate::command::Properties, _io: &mut Io<'_>) -> Result<Self, ClientError> { Ok(Self) }
 pub fn group_id(&self) -> Option<&crate::quantity::Text> { None } pub fn is_subscribed(&self) -> bool { false } pub fn needs_poll_to_rejoin(&self) -> bool { false } }
impl Client for Producer {
 fn begin(&mut self, _: Call, _: &mut Io<'_>) {} fn receive(&mut self, _: Correlation, _: Result<Response, Disconnected>, _: &mut Io<'_>) {}
 fn fire(&mut self, _: ClientTimer, _: &mut Io<'_>) {} fn request_timeout(&self, _: &Request) -> Millis { Millis(30000) } }
