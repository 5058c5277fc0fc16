/** What this folder uses of WebAssembly: Node has it, and its types come with those of browsers alone. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: string
  }
  function compile(bytes: Uint8Array): Promise<Module>
}
