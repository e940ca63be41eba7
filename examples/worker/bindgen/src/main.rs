//! Generates the JavaScript of a wasm module, as the command `wasm-bindgen` does: `MODULE.wasm FOLDER`.

use std::error::Error;

use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("two arguments: a module and a folder".into());
    };
    Bindgen::new().web(true)?.typescript(false).input_path(module).generate(folder)?;
    Ok(())
}
