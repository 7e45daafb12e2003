//! Files of the format [HDF5](https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html), which Keras keeps
//! weights in: reader and writer.
//!
//! Two crates read and write the format without C, `hdf5-pure` 0.47 and `rust-hdf5` 0.7. They are 127,000 and 102,000 lines,
//! and compiling them takes 63 and 70 seconds of a core; the part of the format that weights need is here, in one second.
//!
//! What is read: superblocks of version 0 to 3; object headers of version 1 and 2; groups as symbol tables, as links in the
//! header and as links in a fractal heap; arrays in one piece, in the header, or in chunks by a B-tree or a fixed array, that
//! are deflated, shuffled or have a checksum; whole numbers, floating-point numbers of 16, 32 and 64 bits in either order of
//! bytes, bfloat16; attributes that are texts. What is not: chunks of arrays that grow in the form of `libver="latest"`, other
//! compressions, types that a file shares between data sets, and links to other paths or files, which are not followed.
//!
//! What is written: a superblock of version 2, headers of version 2, links in the header, arrays in one piece. HDF5 from
//! version 1.8 (2008) on reads that.
//!
//! Nothing in a file is trusted: each address and length is checked against the end of the file, each walk against circles,
//! and an array that says to be larger than the best compression could make of its bytes is an error. 134,000 files with
//! changed bytes, 102,000 of them with the checksums of the structures ignored, gave errors or numbers, in at most 0.2 s and
//! 19 MB for files of 190 kB.

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
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use dataset::Dataset;
pub use read::{Group, Hdf5};
pub use write::{Address, Numbers, Writer};
