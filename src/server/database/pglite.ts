import { cp, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { asFailure, DatabaseFailure, type Database, type Queries } from './database.ts'
import { sql, type Sql } from './sql.ts'
import type { WorkerAnswer, WorkerData, WorkerRequest } from './pglite-protocol.ts'

export interface EmbeddedDatabase extends Database {
  /**
   * Copies the store's files to a new folder. Nothing is written meanwhile.
   * @param first runs at the state that is copied
   */
  copyTo<T>(folder: string, first: (queries: Queries) => Promise<T>): Promise<T>
}

/** Beside this file, also where both are built (scripts/build-server.mjs). */
const workerFile = new URL(`./pglite-worker${extname(import.meta.filename)}`, import.meta.url)

/** Waits for one answer of the store's thread. */
interface Waiting {
  readonly resolve: (rows: object[]) => void
  readonly reject: (error: DatabaseFailure) => void
}

/**
 * The embedded PostgreSQL (PGlite) with its files in `folder`, or in memory for `memory://`. It has one connection, so that
 * transactions and single statements take turns, and no lock on its folder: take one before (see host/directory-lock.ts).
 */
export async function openPglite(folder: string): Promise<EmbeddedDatabase> {
  const workerData: WorkerData = { folder, program: await program() }
  const worker = new Worker(workerFile, { workerData })
  const waiting = new Map<number, Waiting>()
  let nextId = 1
  const opened = new Promise<object[]>((resolve, reject) => waiting.set(0, { resolve, reject }))
  worker.on('message', (answer: WorkerAnswer) => {
    const call = waiting.get(answer.id)
    waiting.delete(answer.id)
    if ('rows' in answer) call?.resolve(answer.rows)
    else call?.reject(new DatabaseFailure(answer.sqlState, answer.message))
  })
  const failAll = (message: string) => {
    for (const call of waiting.values()) call.reject(new DatabaseFailure('08006', message))
    waiting.clear()
  }
  let ended = false
  worker.on('error', (error) => failAll(asFailure(error).message))
  worker.on('exit', () => {
    ended = true
    failAll('the embedded store has ended')
  })
  try {
    await opened
  } catch (error) {
    await worker.terminate()
    throw error
  }

  const ask = (request: (id: number) => WorkerRequest) =>
    new Promise<object[]>((resolve, reject) => {
      if (ended) {
        reject(new DatabaseFailure('08003', 'the embedded store is closed'))
        return
      }
      const id = nextId
      nextId += 1
      waiting.set(id, { resolve, reject })
      worker.postMessage(request(id))
    })
  const direct: Queries = {
    // The row's shape is what the caller's SQL says; neither driver can check it.
    query: <Row extends object>(statement: Sql) => {
      const { text, values } = statement.compile()
      return ask((id) => ({ kind: 'query', id, sql: text, parameters: values })) as Promise<Row[]>
    },
  }
  const inTurn = takeTurns()
  return {
    kind: 'embedded',
    query: (statement) => inTurn(() => direct.query(statement)),
    transaction: (work) =>
      inTurn(async () => {
        await direct.query(sql`begin`)
        try {
          const result = await work(direct)
          await direct.query(sql`commit`)
          return result
        } catch (error) {
          await direct.query(sql`rollback`).catch(() => {})
          throw error
        }
      }),
    copyTo: (target, first) =>
      inTurn(async () => {
        const result = await first(direct)
        // Afterwards the files have all that was committed.
        await direct.query(sql`checkpoint`)
        await cp(folder, target, { recursive: true, errorOnExist: true, force: false })
        return result
      }),
    close: () =>
      inTurn(async () => {
        if (ended) return
        await ask((id) => ({ kind: 'close', id }))
        await worker.terminate()
      }),
  }
}

let compiled: Promise<WebAssembly.Module> | undefined

/** One for all stores of this process: a thread that compiled its own would optimize all of it again. */
function program(): Promise<WebAssembly.Module> {
  const { resolve } = createRequire(import.meta.url)
  compiled ??= readFile(resolve('@electric-sql/pglite/pglite.wasm')).then((bytes) => WebAssembly.compile(bytes))
  return compiled
}

/** Runs what it is given one after the other, in the order of the calls. */
function takeTurns(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}
