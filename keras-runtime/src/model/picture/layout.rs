//! Layout of boxes in ranks, each below those that lead to it, after
//! [Sugiyama, Tagawa and Toda](https://doi.org/10.1109/TSMC.1981.4308636): arrows over several ranks get a place in each, so that
//! they cross no box; ranks are ordered for few crossings, and their members pulled towards what they are connected to.

/// What lies across the direction of the arrows, and what along it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Pair {
    pub across: f64,
    pub along: f64,
}

/// Where everything lies.
pub(super) struct Layout {
    /// The middles of the boxes.
    pub middles: Vec<Pair>,
    /// For each arrow the stretches that it runs straight along, joined by bends in the gaps between ranks.
    pub routes: Vec<Vec<[Pair; 2]>>,
    pub size: Pair,
}

/// Between members of a rank, and between ranks.
const BESIDE: f64 = 24.0;
const BETWEEN: f64 = 38.0;
/// Of an arrow that passes a rank.
const PASSAGE: f64 = 14.0;
const SWEEPS: usize = 12;

/// A member of a rank: a box, or an arrow that passes.
struct Member {
    rank: usize,
    size: Pair,
    before: Vec<usize>,
    after: Vec<usize>,
}

/// Places boxes of these sizes; each arrow leads from an earlier to a later one.
pub(super) fn layout(sizes: &[Pair], edges: &[(usize, usize)]) -> Layout {
    let ranks = ranks(sizes.len(), edges);
    let member = |(&size, &rank): (&Pair, &usize)| Member { rank, size, before: vec![], after: vec![] };
    let mut members: Vec<Member> = sizes.iter().zip(&ranks).map(member).collect();
    let mut chains = vec![];
    for &(from, to) in edges {
        let mut chain = vec![from];
        for rank in members[from].rank + 1..members[to].rank {
            chain.push(members.len());
            let size = Pair { across: PASSAGE, along: 0.0 };
            members.push(Member { rank, size, before: vec![], after: vec![] });
        }
        chain.push(to);
        for pair in chain.windows(2) {
            members[pair[0]].after.push(pair[1]);
            members[pair[1]].before.push(pair[0]);
        }
        chains.push(chain);
    }
    let rows = ordered(&members);
    let across = placed(&members, &rows);
    let left =
        members.iter().zip(&across).map(|(member, x)| x - member.size.across / 2.0).fold(f64::MAX, f64::min);
    let right =
        members.iter().zip(&across).map(|(member, x)| x + member.size.across / 2.0).fold(f64::MIN, f64::max);

    // The bands of the ranks along the arrows.
    let mut bands = vec![];
    let mut begin = 0.0;
    for row in &rows {
        let depth = row.iter().map(|&member| members[member].size.along).fold(0.0, f64::max);
        bands.push((begin, begin + depth));
        begin += depth + BETWEEN;
    }
    let middle = |member: usize| {
        let (top, bottom) = bands[members[member].rank];
        Pair { across: across[member] - left, along: (top + bottom) / 2.0 }
    };
    let stretch = |member: usize, is_first: bool, is_last: bool| {
        let ((top, bottom), at, half) =
            (bands[members[member].rank], middle(member), members[member].size.along / 2.0);
        let begin = if is_first { at.along + half } else { top };
        let end = if is_last { at.along - half } else { bottom };
        [begin, end].map(|along| Pair { along, ..at })
    };
    let route = |chain: &Vec<usize>| {
        let last = chain.len() - 1;
        (0..=last).map(|i| stretch(chain[i], i == 0, i == last)).collect()
    };
    Layout {
        middles: (0..sizes.len()).map(middle).collect(),
        routes: chains.iter().map(route).collect(),
        size: Pair { across: (right - left).max(0.0), along: bands.last().map_or(0.0, |band| band.1) },
    }
}

/// How many arrows lead to each box, at most; what nothing leads to stands just before what it leads to.
fn ranks(count: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let mut ranks = vec![0; count];
    for to in 0..count {
        let before = edges.iter().filter(|edge| edge.1 == to).map(|edge| ranks[edge.0] + 1);
        ranks[to] = before.max().unwrap_or(0);
    }
    for from in 0..count {
        if edges.iter().all(|edge| edge.1 != from) {
            let next = edges.iter().filter(|edge| edge.0 == from).map(|edge| ranks[edge.1]).min();
            ranks[from] = next.map_or(0, |next| next - 1);
        }
    }
    ranks
}

/// The members of each rank in the order that was found to have the fewest crossings.
fn ordered(members: &[Member]) -> Vec<Vec<usize>> {
    let count = members.iter().map(|member| member.rank + 1).max().unwrap_or(0);
    let mut rows: Vec<Vec<usize>> = vec![vec![]; count];
    (0..members.len()).for_each(|member| rows[members[member].rank].push(member));
    let mut best = (crossings(members, &rows), rows.clone());
    for sweep in 0..SWEEPS {
        let is_down = sweep % 2 == 0;
        let mut position = positions(members.len(), &rows);
        let order: Vec<usize> = if is_down { (0..count).collect() } else { (0..count).rev().collect() };
        for rank in order {
            let middle = |&member: &usize| {
                let Member { before, after, .. } = &members[member];
                let near = if is_down { before } else { after };
                let sum: f64 = near.iter().map(|&other| position[other] as f64).sum();
                if near.is_empty() { position[member] as f64 } else { sum / near.len() as f64 }
            };
            let mut row: Vec<(f64, usize)> =
                rows[rank].iter().map(|member| (middle(member), *member)).collect();
            row.sort_by(|a, b| a.0.total_cmp(&b.0));
            rows[rank] = row.into_iter().map(|(_, member)| member).collect();
            rows[rank].iter().enumerate().for_each(|(place, &member)| position[member] = place);
        }
        let found = crossings(members, &rows);
        if found < best.0 {
            best = (found, rows.clone());
        }
    }
    best.1
}

fn positions(count: usize, rows: &[Vec<usize>]) -> Vec<usize> {
    let mut positions = vec![0; count];
    rows.iter().for_each(|row| row.iter().enumerate().for_each(|(place, &member)| positions[member] = place));
    positions
}

/// How many pairs of arrows between neighbouring ranks cross.
fn crossings(members: &[Member], rows: &[Vec<usize>]) -> usize {
    let position = positions(members.len(), rows);
    let of_row = |row: &Vec<usize>| {
        let ends: Vec<(usize, usize)> = row
            .iter()
            .flat_map(|&member| members[member].after.iter().map(move |&after| (member, after)))
            .map(|(member, after)| (position[member], position[after]))
            .collect();
        let cross = |(i, a): (usize, &(usize, usize))| {
            ends[i + 1..].iter().filter(|b| a.0 < b.0 && a.1 > b.1).count()
        };
        ends.iter().enumerate().map(cross).sum::<usize>()
    };
    rows.iter().map(of_row).sum()
}

/// The middles of all members across the arrows: near what they are connected to, in their order, none over another.
fn placed(members: &[Member], rows: &[Vec<usize>]) -> Vec<f64> {
    let mut middles = vec![0.0; members.len()];
    for sweep in 0..SWEEPS {
        let is_down = sweep % 2 == 0;
        let order: Vec<&Vec<usize>> =
            if is_down { rows.iter().collect() } else { rows.iter().rev().collect() };
        for row in order {
            let wanted: Vec<f64> = row
                .iter()
                .map(|&member| wanted(&members[member], &middles, is_down).unwrap_or(middles[member]))
                .collect();
            let gaps: Vec<f64> = row
                .windows(2)
                .map(|pair| (members[pair[0]].size.across + members[pair[1]].size.across) / 2.0 + BESIDE)
                .collect();
            // Arrows that pass bend last.
            let weights: Vec<f64> =
                row.iter().map(|&member| if members[member].size.along == 0.0 { 4.0 } else { 1.0 }).collect();
            let found = spaced(&wanted, &weights, &gaps);
            row.iter().zip(found).for_each(|(&member, middle)| middles[member] = middle);
        }
    }
    middles
}

/// Where a member would be if it were alone: in the middle of what it is connected to.
fn wanted(member: &Member, middles: &[f64], is_down: bool) -> Option<f64> {
    let near = if is_down { &member.before } else { &member.after };
    let sum: f64 = near.iter().map(|&other| middles[other]).sum();
    (!near.is_empty()).then(|| sum / near.len() as f64)
}

/// Places nearest to those that are wanted, by the sum of the squares, with these gaps at least: neighbours that would come
/// too near are pooled.
fn spaced(wanted: &[f64], weights: &[f64], gaps: &[f64]) -> Vec<f64> {
    let mut offsets = vec![0.0; wanted.len()];
    (1..wanted.len()).for_each(|i| offsets[i] = offsets[i - 1] + gaps[i - 1]);
    // Pools: the sum of the weights, the mean, how many.
    let mut pools: Vec<(f64, f64, usize)> = vec![];
    for i in 0..wanted.len() {
        let mut pool = (weights[i], wanted[i] - offsets[i], 1);
        while let Some(&(weight, mean, count)) = pools.last().filter(|last| last.1 > pool.1) {
            pool = (weight + pool.0, (weight * mean + pool.0 * pool.1) / (weight + pool.0), count + pool.2);
            pools.pop();
        }
        pools.push(pool);
    }
    let means = pools.iter().flat_map(|&(_, mean, count)| std::iter::repeat_n(mean, count));
    means.zip(&offsets).map(|(mean, offset)| mean + offset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_the_nearest_with_their_gaps() {
        assert_eq!(spaced(&[0.0, 10.0], &[1.0, 1.0], &[4.0]), [0.0, 10.0]);
        assert_eq!(spaced(&[0.0, 0.0], &[1.0, 1.0], &[4.0]), [-2.0, 2.0]);
        assert_eq!(spaced(&[0.0, 0.0], &[3.0, 1.0], &[4.0]), [-1.0, 3.0]);
        assert_eq!(spaced(&[5.0, 0.0, 20.0], &[1.0; 3], &[1.0, 1.0]), [2.0, 3.0, 20.0]);
    }

    #[test]
    fn an_arrow_over_a_rank_passes_beside_its_boxes() {
        let size = Pair { across: 100.0, along: 40.0 };
        let found = layout(&[size; 3], &[(0, 1), (1, 2), (0, 2)]);
        let passes = found.routes[2][1][0].across;
        let middle = found.middles[1].across;
        assert!((passes - middle).abs() >= 50.0 + PASSAGE / 2.0, "{passes} {middle}");
        assert_eq!(found.middles[0].along, 20.0);
        assert_eq!(found.middles[2].along, 20.0 + 2.0 * (40.0 + BETWEEN));
        // The picture ends where they do.
        let ends = found.middles.iter().map(|middle| middle.across + 50.0).chain([passes + PASSAGE / 2.0]);
        assert!((found.size.across - ends.fold(0.0, f64::max)).abs() < 1e-9, "{:?}", found.size);
    }

    #[test]
    fn no_box_lies_over_another_and_no_arrow_over_a_box() {
        let mut random = 1_u64;
        let mut next = |below: usize| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) as usize % below
        };
        for _ in 0..100 {
            let count = 2 + next(20);
            let sizes: Vec<Pair> = (0..count)
                .map(|_| Pair { across: 20.0 + next(200) as f64, along: 10.0 + next(60) as f64 })
                .collect();
            let mut edges = vec![];
            for to in 1..count {
                for _ in 0..1 + next(3) {
                    let edge = (next(to), to);
                    edges.extend((!edges.contains(&edge)).then_some(edge));
                }
            }
            let found = layout(&sizes, &edges);
            let covers = |i: usize, point: Pair, by: f64| {
                let (middle, size) = (found.middles[i], sizes[i]);
                (point.across - middle.across).abs() < size.across / 2.0 + by
                    && (point.along - middle.along).abs() < size.along / 2.0 + by
            };
            for a in 0..count {
                for b in 0..a {
                    let (p, q) = (found.middles[a], found.middles[b]);
                    let beside =
                        (p.across - q.across).abs() >= (sizes[a].across + sizes[b].across) / 2.0 + 1.0;
                    let along = (p.along - q.along).abs() >= (sizes[a].along + sizes[b].along) / 2.0 + 1.0;
                    assert!(beside || along, "{a} and {b} of {sizes:?} {edges:?}");
                }
            }
            for (route, edge) in found.routes.iter().zip(&edges) {
                for [begin, end] in route {
                    for step in 0..=10 {
                        let along = begin.along + (end.along - begin.along) * f64::from(step) / 10.0;
                        let over = (0..count).find(|&i| {
                            let by = if i == edge.0 || i == edge.1 { -1e-6 } else { 1.0 };
                            covers(i, Pair { along, ..*begin }, by)
                        });
                        assert_eq!(over, None, "{edge:?} of {sizes:?} {edges:?}");
                    }
                }
                // Bends lie in the gaps between the ranks.
                for pair in route.windows(2) {
                    assert!(pair[1][0].along - pair[0][1].along >= BETWEEN - 1e-6);
                }
            }
        }
    }
}
