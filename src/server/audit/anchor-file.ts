import { open, readFile } from 'node:fs/promises'
import { appendLine } from '../../host/append-line.ts'
import { makePrivateFile } from '../../host/private-files.ts'
import { auditHead, type AuditHead } from '../../shared/contract/audit.ts'

/** The file in a data directory, where no other is named. */
export const ANCHOR_FILE = 'audit-anchors.jsonl'

/** Heads of the log in a file outside the database, one JSON a line. Lines are added and never changed. */
export class AnchorFile {
  readonly path: string

  /** @throws when the file cannot be written, so that a start says it and not a log line hours later */
  static async open(path: string): Promise<AnchorFile> {
    const file = await open(path, 'a', 0o600).catch((error: unknown) => {
      throw new Error(
        `The file of audit anchors ${path} cannot be written (${codeOf(error)}): name another one with --audit-anchor.`,
      )
    })
    await file.close()
    makePrivateFile(path)
    return new AnchorFile(path)
  }

  private constructor(path: string) {
    this.path = path
  }

  async add(head: AuditHead): Promise<void> {
    appendLine(this.path, JSON.stringify(head))
  }
}

/** A line of an anchor file. */
export interface Anchor {
  readonly head: AuditHead
  /** The file, and the line's number from 1. */
  readonly place: string
}

/**
 * The anchors of a file. A last line without its end was being written when the endpoint was killed, and is left out.
 * @throws when the file is missing, or another line is no anchor
 */
export async function readAnchors(path: string): Promise<Anchor[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Error(`The file of audit anchors ${path} cannot be read (${codeOf(error)}).`)
  })
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line, index) => {
      const place = `${path}, line ${index + 1}`
      if (line === '') return []
      const parsed = auditHead.safeParse(parsedJson(line))
      if (!parsed.success) throw new Error(`${place} is no anchor: the file was changed by hand.`)
      return [{ head: parsed.data, place }]
    })
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'it failed'

function parsedJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
