// Starts the module, and exports the function that handles requests.
import module from "./headfirst_worker_bg.wasm";
import { fetch, initSync } from "./headfirst_worker.js";

initSync({ module });

export default { fetch };
