import { buildIfStale } from '../../scripts/build.mjs'

/** Once a run and before any file: of two files that build the app at once, one would start the other's half. */
export function setup(): void {
  buildIfStale()
}
