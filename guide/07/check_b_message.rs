fn main() {
    exercise::Door::open().lock(); //~ E0277 a door cannot be locked in phase `Open`
}
