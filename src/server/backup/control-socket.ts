import { createHash } from 'node:crypto'
import { chmodSync, rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { z } from 'zod'
import { BackupFailed } from './manifest.ts'

// How `endpoint:backup` asks the endpoint that has a store open to copy it: through a socket that only its user can open.

/** A path longer than this cannot name a socket on macOS. */
const LONGEST_SOCKET_PATH = 100
const LONGEST_REQUEST = 8192

/** Null: named pipes of Windows are open to others, so that there an endpoint takes no such requests. */
function socketOf(dataFolder: string): string | null {
  if (process.platform === 'win32') return null
  const inFolder = join(resolve(dataFolder), 'endpoint.sock')
  if (Buffer.byteLength(inFolder) <= LONGEST_SOCKET_PATH) return inFolder
  const id = createHash('sha256').update(inFolder).digest('hex').slice(0, 24)
  return join(tmpdir(), `touchledger-${id}.sock`)
}

const requestSchema = z.strictObject({ backUpTo: z.string().min(1).max(4096) })
const answerSchema = z.object({ error: z.string().nullable() })

export interface ControlSocket {
  close(): Promise<void>
}

/** Takes requests for backups of an open store. The caller holds the lock of the data directory. @param copy makes one in a folder */
export async function serveBackups(
  dataFolder: string,
  copy: (backup: string) => Promise<unknown>,
): Promise<ControlSocket> {
  const path = socketOf(dataFolder)
  if (path === null) return { close: async () => {} }
  // The one of an endpoint that was killed.
  rmSync(path, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => {})
    void answerOne(socket, copy).then((error) => socket.end(JSON.stringify({ error })))
  })
  await new Promise<void>((done, failed) => server.once('error', failed).listen(path, done))
  chmodSync(path, 0o600)
  return {
    close: () =>
      new Promise((done) => {
        server.close(() => done())
      }),
  }
}

/** @returns what went wrong; null: nothing */
async function answerOne(socket: Socket, copy: (backup: string) => Promise<unknown>): Promise<string | null> {
  try {
    let said = ''
    for await (const part of socket.setEncoding('utf8')) {
      said += String(part)
      if (said.length > LONGEST_REQUEST) throw new Error('the request is too long')
    }
    await copy(requestSchema.parse(JSON.parse(said)).backUpTo)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : 'the backup failed'
  }
}

/** Asks the endpoint that has the store of this data directory open. @throws BackupFailed */
export async function askForBackup(dataFolder: string, backup: string): Promise<void> {
  const path = socketOf(dataFolder)
  if (path === null) throw new BackupFailed('On Windows, stop the endpoint before you back it up.')
  let answer: z.infer<typeof answerSchema>
  try {
    const socket = createConnection(path)
    socket.end(JSON.stringify({ backUpTo: resolve(backup) }))
    answer = answerSchema.parse(JSON.parse(await text(socket)))
  } catch (error) {
    throw new BackupFailed(`An endpoint has ${dataFolder} open and does not answer. Stop it, and try again.`, {
      cause: error,
    })
  }
  if (answer.error !== null) throw new BackupFailed(answer.error)
}
