fn show(_letter: &exercise::Letter<u8>) {} //~ E0277

fn main() {}
