import { Client, type ClientConfig } from 'pg'
import { asFailure } from './database.ts'
import { isLost, isUnreachable } from './unreachable.ts'

/** Who logs in: a role of its own for each tenant, whose session sees that tenant's schema only. */
export interface Login {
  readonly role: string
  readonly password: string
  readonly schema: string
}

export interface Connections {
  /** Lends a connection of a login, and takes it back. Waits while too many are lent. @throws DatabaseFailure when it cannot be opened. */
  lend<T>(login: Login, work: (connection: Client) => Promise<T>): Promise<T>
  use(): ConnectionUse
  /** Closes what is not lent now, and the rest when it is given back. */
  close(): Promise<void>
}

/** How many connections of all logins together there are now. */
export interface ConnectionUse {
  readonly lent: number
  readonly idle: number
  /** Who waits for one. */
  readonly waiting: number
  readonly limit: number
}

export interface Limits {
  /** Most connections of all logins together. */
  readonly total: number
  /** Most connections of one login. */
  readonly perLogin: number
  /** How long an unused one stays open, ms. */
  readonly idleMs: number
}

interface Open {
  readonly client: Client
  readonly role: string
  timer?: NodeJS.Timeout | undefined
  lent: boolean
  /** False while it is being opened. */
  ready: boolean
}

interface Waiting {
  readonly role: string
  readonly start: () => void
  readonly fail: (error: Error) => void
}

/**
 * Connections of many logins under one bound. `pg`'s own pool has one login, and many pools have no bound together: here an unused connection of one
 * tenant is closed when another needs one.
 */
export function openConnections(config: ClientConfig, { total, perLogin, idleMs }: Limits): Connections {
  const open = new Set<Open>()
  const waiting: Waiting[] = []
  let closed = false

  const drop = (one: Open) => {
    clearTimeout(one.timer)
    open.delete(one)
    one.client.end().catch(() => {})
  }
  /** Whether another connection of a login may be opened; makes room where an unused one of another login is in the way. */
  const hasRoom = (role: string): boolean => {
    if ([...open].filter((one) => one.role === role).length >= perLogin) return false
    if (open.size < total) return true
    const unused = [...open].find((one) => !one.lent)
    if (unused) drop(unused)
    return unused !== undefined
  }
  const unusedOf = (role: string) => [...open].find((one) => !one.lent && one.role === role)

  const serveWaiting = () => {
    for (const next of [...waiting]) {
      if (unusedOf(next.role) === undefined && !hasRoom(next.role)) continue
      waiting.splice(waiting.indexOf(next), 1)
      next.start()
    }
  }

  const connect = async ({ role, password, schema }: Login): Promise<Open> => {
    const options = `${config.options ?? ''} -c search_path=${schema}`
    const client = new Client({ ...config, user: role, password, options })
    // It counts from now on, so that no others are opened in its place meanwhile.
    const one: Open = { client, role, lent: true, ready: false }
    open.add(one)
    try {
      // A connection that is lost while unused must not end the process.
      client.on('error', () => drop(one))
      await client.connect()
      one.ready = true
      return one
    } catch (error) {
      open.delete(one)
      throw error
    }
  }

  const take = async (login: Login): Promise<Open> => {
    if (closed) throw new Error('the database is closed')
    const unused = unusedOf(login.role)
    if (unused) {
      clearTimeout(unused.timer)
      unused.lent = true
      return unused
    }
    if (hasRoom(login.role)) return connect(login)
    await new Promise<void>((start, fail) => waiting.push({ role: login.role, start, fail }))
    return take(login)
  }

  const giveBack = (one: Open) => {
    one.lent = false
    // One that was lost meanwhile is no longer among the open ones.
    if (closed && open.has(one)) drop(one)
    else if (open.has(one)) one.timer = setTimeout(() => drop(one), idleMs).unref()
    serveWaiting()
  }

  return {
    lend: async (login, work) => {
      let one: Open
      try {
        one = await take(login)
      } catch (error) {
        const failure = asFailure(error)
        // Whoever waits would find the same, one after the other, each after the time that a connection may take.
        if (isUnreachable(failure) && ![...open].some(({ ready }) => ready)) {
          for (const { fail } of waiting.splice(0)) fail(failure)
        }
        serveWaiting()
        throw failure
      }
      try {
        return await work(one.client)
      } catch (error) {
        if (isLost(error)) drop(one)
        throw error
      } finally {
        giveBack(one)
      }
    },
    use: () => {
      const lent = [...open].filter((one) => one.lent).length
      return { lent, idle: open.size - lent, waiting: waiting.length, limit: total }
    },
    close: async () => {
      closed = true
      for (const one of open) if (!one.lent) drop(one)
      for (const { start } of waiting.splice(0)) start()
    },
  }
}
