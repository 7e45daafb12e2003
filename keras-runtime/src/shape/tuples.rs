//! Tuples of as many elements as models have inputs and outputs.

/// Calls a macro with what it is given, and with the tuples of two to [`MAX_TENSORS`](super::MAX_TENSORS) elements: for each
/// element a type parameter, two more for what belongs to it, and its position.
macro_rules! each_tuple {
    ($macro:ident! $($argument:tt)*) => {
        $macro! {
            $($argument)*
            A A1 A2 0, B B1 B2 1;
            A A1 A2 0, B B1 B2 1, C C1 C2 2;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7, I I1 I2 8;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7, I I1 I2 8, J J1 J2 9;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7, I I1 I2 8, J J1 J2 9, K K1 K2 10;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7, I I1 I2 8, J J1 J2 9, K K1 K2 10, L L1 L2 11;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7, I I1 I2 8, J J1 J2 9, K K1 K2 10, L L1 L2 11, M M1 M2 12;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7, I I1 I2 8, J J1 J2 9, K K1 K2 10, L L1 L2 11, M M1 M2 12, N N1 N2 13;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7, I I1 I2 8, J J1 J2 9, K K1 K2 10, L L1 L2 11, M M1 M2 12, N N1 N2 13, O O1 O2 14;
            A A1 A2 0, B B1 B2 1, C C1 C2 2, D D1 D2 3, E E1 E2 4, F F1 F2 5, G G1 G2 6, H H1 H2 7, I I1 I2 8, J J1 J2 9, K K1 K2 10, L L1 L2 11, M M1 M2 12, N N1 N2 13, O O1 O2 14, P P1 P2 15;
        }
    };
}
pub(crate) use each_tuple;
