enum Mine {}

impl exercise::Phase for Mine {} //~ E0277 sealed trait

fn main() {}
