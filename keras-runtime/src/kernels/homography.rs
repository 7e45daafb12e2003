//! Homographies: what maps four points to four others.

/// The nine numbers of [`Places::Projective`](super::affine::Places) that read what was at `points` at the places `at`, each a column and a
/// row; none if three of the places are on a line.
///
/// Source: Heckbert, "Fundamentals of texture mapping and image warping" (1989).
pub fn homography(points: [[f32; 2]; 4], at: [[f32; 2]; 4]) -> Option<[f32; 9]> {
    let mut rows = [[0.0_f64; 9]; 8];
    for (i, (from, to)) in points.iter().zip(at).enumerate() {
        let ([x, y], [u, v]) = (to.map(f64::from), from.map(f64::from));
        rows[2 * i] = [x, y, 1.0, 0.0, 0.0, 0.0, -u * x, -u * y, u];
        rows[2 * i + 1] = [0.0, 0.0, 0.0, x, y, 1.0, -v * x, -v * y, v];
    }
    // Gauss and Jordan, with the greatest number of a column as its pivot.
    for column in 0..8 {
        let pivot = (column..8).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        let of_pivot = rows[column];
        if of_pivot[column].abs() < 1e-9 {
            return None;
        }
        for (_, row) in rows.iter_mut().enumerate().filter(|&(i, _)| i != column) {
            let times = row[column] / of_pivot[column];
            row.iter_mut().zip(of_pivot).for_each(|(number, other)| *number -= times * other);
        }
    }
    let solved = |i: usize| (rows[i][8] / rows[i][i]) as f32;
    Some(std::array::from_fn(|i| if i == 8 { 1.0 } else { solved(i) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_points_are_read_where_they_are_to_be() {
        let points = [[0.0, 0.0], [4.0, 0.0], [0.0, 3.0], [4.0, 3.0]];
        let at = [[0.5, 0.25], [3.5, -0.5], [-0.25, 3.5], [5.0, 2.0]];
        let t = homography(points, at).unwrap();
        for ([u, v], [x, y]) in points.into_iter().zip(at) {
            let share = t[6] * x + t[7] * y + t[8];
            assert!(((t[0] * x + t[1] * y + t[2]) / share - u).abs() < 1e-5);
            assert!(((t[3] * x + t[4] * y + t[5]) / share - v).abs() < 1e-5);
        }
        assert_eq!(homography(points, points).unwrap(), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]);
        assert_eq!(homography(points, [[0.0; 2]; 4]), None);
    }
}
