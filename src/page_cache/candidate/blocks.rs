//! The blocks of a content, found by their position.

use std::collections::VecDeque;

use bytes::Bytes;

/// The blocks that were not dropped.
#[derive(Default)]
pub(super) struct Blocks {
    /// The blocks in order, with the positions of their first bytes.
    blocks: VecDeque<(usize, Bytes)>,
    /// The position after the last block.
    end: usize,
}

impl Blocks {
    /// Returns the data from this position to the end of its block.
    pub(super) fn read(&self, at: usize) -> Option<Bytes> {
        let after = self.blocks.partition_point(|(start, _)| *start <= at);
        let (start, block) = self.blocks.get(after.checked_sub(1)?)?;
        let offset = at - start;
        (offset < block.len()).then(|| block.slice(offset..))
    }

    /// Returns the position of the first byte that was not dropped.
    pub(super) fn start(&self) -> usize {
        self.blocks.front().map_or(self.end, |(start, _)| *start)
    }

    /// Returns the position after the first block.
    pub(super) fn first_end(&self) -> usize {
        self.blocks.front().map_or(self.end, |(start, block)| start + block.len())
    }

    /// Returns the position after the last block.
    pub(super) fn end(&self) -> usize {
        self.end
    }

    /// Returns all blocks.
    pub(super) fn to_boxed(&self) -> Box<[Bytes]> {
        self.blocks.iter().map(|(_, block)| block.clone()).collect()
    }

    /// Adds a block at the end.
    pub(super) fn push(&mut self, block: Bytes) {
        let start = self.end;
        self.end += block.len();
        self.blocks.push_back((start, block));
    }

    /// Drops the first block.
    pub(super) fn drop_first(&mut self) {
        self.blocks.pop_front();
    }

    /// Drops all blocks, and continues at this position.
    pub(super) fn skip_to(&mut self, position: usize) {
        self.blocks.clear();
        self.end = position;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_position_has_the_rest_of_its_block() {
        let mut blocks = Blocks::default();
        assert_eq!(blocks.read(0), None);
        blocks.skip_to(3);
        assert_eq!((blocks.start(), blocks.first_end(), blocks.end()), (3, 3, 3));
        for block in ["ab", "", "c", "def"] {
            blocks.push(Bytes::from(block));
        }
        let found = |blocks: &Blocks| [2, 3, 4, 5, 6, 8, 9].map(|at| blocks.read(at));
        let expected = [None, Some("ab"), Some("b"), Some("c"), Some("def"), Some("f"), None];
        assert_eq!(found(&blocks), expected.map(|text| text.map(Bytes::from)));
        assert_eq!((blocks.start(), blocks.first_end(), blocks.end()), (3, 5, 9));
        blocks.drop_first();
        assert_eq!(blocks.read(3), None);
        assert_eq!(blocks.read(5), Some(Bytes::from("c")));
    }
}
