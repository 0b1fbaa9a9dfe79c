//! What a person did, on its way to the server: what of it has to be sent at all, and what of it may be there already.

pub mod collapse;
pub mod doubt;
pub mod manage;
