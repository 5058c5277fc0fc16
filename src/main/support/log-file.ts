import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import logger from 'electron-log/node'
import { makePrivateFile } from '../../host/private-files.ts'
import { supportEventSchema, type SupportEvent, type SupportEventCode } from '../../shared/contract/index.ts'

/** A year or more of an agent's events. */
const MAX_BYTES = 512 * 1024
const PRIVATE_MODE = 0o600
const FILE = 'agent.log'
const OLD_FILE = 'agent.old.log'

/**
 * The agent's events on disk, for whoever looks for what happened before the last start. Each line is made of an event, which has no free text, so that
 * no title, address, name or claim can be in it.
 */
export interface LogFile {
  /** Never throws: on a full or read-only disk the line is lost. */
  write(event: SupportEvent): void
  /** What is on the disk, oldest first. Lines that are no events are left out. */
  read(): readonly SupportEvent[]
}

/** @param folder the agent's data folder, which exists @param maxBytes a larger file becomes `agent.old.log`, in place of the one before */
export function openLogFile(folder: string, maxBytes = MAX_BYTES): LogFile {
  const path = join(folder, FILE)
  const log = logger.create({ logId: path })
  const { file, console, ipc, remote } = log.transports
  for (const other of [console, ipc, remote]) if (other) other.level = false
  // It would tell of each line that a full disk does not take, with the path. The journal's fault says so once.
  for (const each of [logger.transports.console, console]) each.writeFn = () => {}
  file.resolvePathFn = () => path
  file.maxSize = maxBytes
  file.format = ({ data }) => data
  file.writeOptions = { flag: 'a', mode: PRIVATE_MODE, encoding: 'utf8' }
  attempt(() => makePrivateFile(path))
  return {
    write: (event) => attempt(() => log.info(lineOf(event))),
    read: () =>
      [OLD_FILE, FILE].flatMap((name) => eventsIn(attempt(() => readFileSync(join(folder, name), 'utf8')) ?? '')),
  }
}

/** What is done here must keep no agent from its work. */
function attempt<Result>(work: () => Result): Result | null {
  try {
    return work()
  } catch {
    return null
  }
}

/** Of an event that is not named here: info. */
const levels: Partial<Readonly<Record<SupportEventCode, 'warn' | 'error'>>> = {
  crashed: 'error',
  gave_up: 'error',
  not_enrolled: 'error',
  journal_fault: 'error',
  rules_refused: 'error',
  windows_lost: 'error',
  sending_held: 'error',
  sending_failed: 'warn',
  windows_polled: 'warn',
  gap_found: 'warn',
  update_failed: 'warn',
  new_generation: 'warn',
}

const lineOf = ({ at, code, version, error, where }: SupportEvent): string =>
  [
    new Date(at).toISOString(),
    levels[code] ?? 'info',
    code,
    ...(version === undefined ? [] : [`version=${version}`]),
    ...(error === undefined ? [] : [`error=${error}`]),
    ...(where === undefined ? [] : [`where=${where.join(',')}`]),
  ].join(' ')

function eventsIn(text: string): SupportEvent[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [time = '', , code, ...rest] = line.split(' ')
    const fields = Object.fromEntries(rest.map((field) => field.split('=', 2) as [string, string]))
    const { where, ...others } = fields
    const event = { at: Date.parse(time), code, ...others, ...(where !== undefined && { where: where.split(',') }) }
    const parsed = supportEventSchema.safeParse(event)
    return parsed.success ? [parsed.data] : []
  })
}
