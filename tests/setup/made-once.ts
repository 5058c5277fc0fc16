import { createServer } from 'node:http'

export interface MadeOnce<Thing> {
  /** Answers with what was made, as text. */
  readonly url: string
  /** What was made or is being made; undefined when nobody asked for it, and when it failed. */
  readonly made: () => Promise<Thing | undefined>
  readonly close: () => void
}

/**
 * Serves the test files of a run, which are processes of their own, one thing that all of them share. The first request
 * makes it: a run that needs none of it pays nothing.
 */
export async function serveMadeOnce<Thing>(
  make: () => Promise<Thing>,
  describe: (thing: Thing) => string,
): Promise<MadeOnce<Thing>> {
  let thing: Promise<Thing> | undefined
  const server = createServer((_request, response) => {
    // A test file that computes for more than 5 s would ask again on a connection that was closed meanwhile.
    response.setHeader('connection', 'close')
    thing ??= make()
    thing.then(
      (made) => response.end(describe(made)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('the server of shared things has no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    made: async () => thing?.catch(() => undefined),
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** @throws with what the making said when it failed. */
export async function askForMadeOnce(url: string): Promise<string> {
  const response = await fetch(url)
  const answer = await response.text()
  if (!response.ok) throw new Error(answer)
  return answer
}
