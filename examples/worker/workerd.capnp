using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [(name = "site", worker = .site)],
  sockets = [(name = "http", address = "127.0.0.1:8787", http = (), service = "site")],
);

const site :Workerd.Worker = (
  compatibilityDate = "2026-11-01",
  modules = [
    (name = "entry.js", esModule = embed "entry.js"),
    (name = "headfirst_worker.js", esModule = embed "headfirst_worker.js"),
    (name = "headfirst_worker_bg.wasm", wasm = embed "headfirst_worker_bg.wasm"),
    # snippets
  ],
  bindings = [
    # The secret that signs tokens, of at least 32 bytes. A deployment has its own.
    (name = "KEY", text = "this key of a demo is public, and long enough"),
  ],
);
