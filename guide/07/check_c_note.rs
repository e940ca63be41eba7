fn main() {
    exercise::Door::open().lock(); //~ E0277 shut()
}
