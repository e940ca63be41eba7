//! Writing text in a constant.

/// A buffer for text. Text that does not fit is counted but not written.
pub(super) struct ConstWriter<'o> {
    pub(super) out: &'o mut [u8],
    /// The length of the whole text, in bytes.
    pub(super) len: usize,
}

impl ConstWriter<'_> {
    pub(super) const fn put(&mut self, label: &[u8], text: &[u8]) {
        self.put_one(label);
        self.put_one(text);
    }

    const fn put_one(&mut self, text: &[u8]) {
        let mut index = 0;
        while index < text.len() {
            if self.len < self.out.len() {
                self.out[self.len] = text[index];
            }
            self.len += 1;
            index += 1;
        }
    }

    pub(super) const fn put_number(&mut self, number: u64) {
        if number >= 10 {
            self.put_number(number / 10);
        }
        self.put_one(&[b'0' + (number % 10) as u8]);
    }

    pub(super) const fn make_lower_case(&mut self, start: usize) {
        let mut index = start;
        while index < self.len && index < self.out.len() {
            self.out[index] = self.out[index].to_ascii_lowercase();
            index += 1;
        }
    }
}
