//! Numbers that look random and are the same in every run.

/// xorshift64*.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// `seed` must not be zero.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// From `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + (self.next() >> 33) as usize % (high - low + 1)
    }

    #[expect(clippy::indexing_slicing, reason = "what is picked from is written here and not empty")]
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        let at = self.between(0, items.len() - 1);
        &items[at]
    }
}
