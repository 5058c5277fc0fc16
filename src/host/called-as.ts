import { extname } from 'node:path'

/**
 * How an operator calls a command, for usage texts: by its npm script where the sources run, by the server package's command where it is built
 * (scripts/build-server.mjs).
 */
export const calledAs = (script: string, command: string): string =>
  extname(import.meta.filename) === '.ts' ? `npm run ${script} --` : `touchledger-server ${command}`
