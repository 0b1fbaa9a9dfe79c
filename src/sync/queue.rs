//! What a person did, on its way to the server: what of it has to be sent at all.

pub mod collapse;
