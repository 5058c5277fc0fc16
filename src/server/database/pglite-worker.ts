import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { makePrivateFolder, makePrivateTree } from '../../host/private-files.ts'
import { asFailure } from './database.ts'
import { IN_MEMORY, type WorkerAnswer, type WorkerData, type WorkerRequest } from './pglite-protocol.ts'

// The thread in which the embedded PostgreSQL computes, so that a long query never holds up HTTP.
const port = parentPort
if (!port) throw new Error('pglite-worker runs as a worker thread')
const answer = (message: WorkerAnswer) => port.postMessage(message)
const fail = (id: number, error: unknown) => {
  const { sqlState, message } = asFailure(error)
  answer({ id, sqlState, message })
}

try {
  const data: WorkerData = workerData
  const isOnDisk = data.folder !== IN_MEMORY
  if (isOnDisk) makePrivateFolder(data.folder)
  const database = await PGlite.create(data.folder, { pgliteWasmModule: data.program })
  // PGlite unpacks its first files with rights for everybody, whatever the umask. Those that PostgreSQL makes later are private.
  if (isOnDisk) makePrivateTree(data.folder)
  port.on('message', (request: WorkerRequest) => {
    const done =
      request.kind === 'close'
        ? database.close().then((): object[] => [])
        : database.query<object>(request.sql, [...request.parameters]).then(({ rows }) => rows)
    done.then(
      (rows) => answer({ id: request.id, rows }),
      (error: unknown) => fail(request.id, error),
    )
  })
  answer({ id: 0, rows: [] })
} catch (error) {
  fail(0, error)
}
