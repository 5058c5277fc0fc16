/** In place of a folder: nothing is kept. */
export const IN_MEMORY = 'memory://'

/** What the embedded store's thread is started with. */
export interface WorkerData {
  /** Of its files, or {@link IN_MEMORY}. */
  readonly folder: string
  /** The embedded PostgreSQL, compiled. */
  readonly program: WebAssembly.Module
}

export type WorkerRequest =
  | { readonly kind: 'query'; readonly id: number; readonly sql: string; readonly parameters: readonly unknown[] }
  | { readonly kind: 'close'; readonly id: number }

/** Answers to `id`; 0 is the opening of the database. */
export type WorkerAnswer =
  | { readonly id: number; readonly rows: object[] }
  | { readonly id: number; readonly sqlState: string; readonly message: string }
