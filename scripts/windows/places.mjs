import { join } from 'node:path'
import { cacheFolder } from '../electron-runtime.mjs'

const cache = join(cacheFolder(), 'windows')

/** Where everything that Windows programs need lies. */
export const places = {
  cache,
  /** A Debian 13 with Wine and a compiler for Windows. */
  root: join(cache, 'debian-13'),
  /** Wine's drive C: and registry. */
  prefix: join(cache, 'prefix'),
  /** Windows' Node. */
  node: join(cache, 'node', 'bin', 'node.exe'),
}
