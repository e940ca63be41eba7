// What workerd starts: the module, and the function in it that answers.
import module from "./headfirst_worker_bg.wasm";
import { fetch, initSync } from "./headfirst_worker.js";

initSync({ module });

export default { fetch };
