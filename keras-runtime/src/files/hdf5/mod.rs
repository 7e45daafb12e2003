//! HDF5.

mod attribute;
mod btree;
mod bytes;
mod checksum;
mod chunks;
mod dataset;
mod datatype;
mod filters;
mod group;
mod header;
mod heap;
mod write;

pub(crate) use read::{Group, Hdf5};
pub(crate) use write::{Address, Numbers, Writer};

mod read;
