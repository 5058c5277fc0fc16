import type { ChildProcess } from 'node:child_process'
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { places } from '../../../scripts/windows/places.mjs'
import { startInWine, windowsPath } from '../../../scripts/windows/run.mjs'
import type { SentRecord } from '../../../src/shared/contract/index.ts'
import { bundle } from '../../setup/bundle.ts'
import { pidOfProgram } from './processes.ts'
import { builtProgram } from './programs.ts'

/** The agent on Windows' Node (agent-main.ts), with a data folder and a copy of the helper of its own. */
export class WindowsAgent {
  exitCode: number | null | undefined
  readonly #folder = mkdtempSync(join(tmpdir(), 'touchledger-windows-agent-'))
  /** Under a name of its own, by which its process is found. */
  readonly #helper = join(this.#folder, `${basename(this.#folder)}.exe`)
  readonly #log = join(this.#folder, 'log')
  readonly #leave = join(this.#folder, 'leave')
  readonly #journal = join(this.#folder, 'journal.json')
  readonly #child: ChildProcess

  /** @param main the file of `bundleAgent` */
  constructor(main: string, endpointUrl: string, enrollCode: string) {
    copyFileSync(builtProgram('touchledger-windows'), this.#helper)
    const [data = '', helper = '', leave = '', journal = ''] = [
      ...[join(this.#folder, 'data'), this.#helper, this.#leave, this.#journal],
    ].map(windowsPath)
    // Windows' Node dies on a Unix pipe; a file it takes.
    const log = openSync(this.#log, 'w')
    this.#child = startInWine([places.node, windowsPath(main), data, helper, endpointUrl, enrollCode, leave, journal], {
      stdio: ['ignore', log, log],
    })
    closeSync(log)
    this.#child.once('exit', (code) => (this.exitCode = code))
  }

  said(): string {
    return readFileSync(this.#log, 'utf8')
  }

  /** Ends its helper, which cannot be started again until `mendHelper`. */
  breakHelper(): void {
    renameSync(this.#helper, `${this.#helper}.broken`)
    const pid = pidOfProgram(basename(this.#helper))
    if (pid === null) throw new Error('its helper does not run')
    process.kill(pid, 'SIGKILL')
  }

  mendHelper(): void {
    renameSync(`${this.#helper}.broken`, this.#helper)
  }

  /** Tells it to end. */
  leave(): void {
    writeFileSync(this.#leave, '')
  }

  /** What its journal held when it was told to leave. */
  journal(): readonly SentRecord[] {
    return JSON.parse(readFileSync(this.#journal, 'utf8')) as SentRecord[]
  }

  /** Ends it as when its computer loses power, and removes its folder. */
  remove(): void {
    this.#child.kill('SIGKILL')
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

/** The agent in one file, beside the packages for Windows. */
export const bundleAgent = (): Promise<string> => {
  const packages = process.env['TOUCHLEDGER_WINDOWS_PACKAGES']
  if (packages === undefined) throw new Error('these tests are run by npm run test:windows')
  return bundle(join(import.meta.dirname, 'agent-main.ts'), join(packages, 'out', 'agent'))
}
