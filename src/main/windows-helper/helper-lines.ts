import { z } from 'zod'

// What native/windows/ prints: one line of JSON an event.

const idleMs = z.number().int().min(0)
/** The window's handle; 0 is the desktop, or nothing that can be seen. */
const window = z.number().int().min(0)

const helperLineSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('ready'), version: z.literal(1), session: z.boolean() }),
  z.object({
    event: z.literal('window'),
    idleMs,
    window,
    /** Name of the executable; null if the process does not tell. */
    program: z.string().nullable().optional(),
    class: z.string().optional(),
    title: z.string().optional(),
  }),
  z.object({ event: z.literal('address'), window, url: z.string().nullable() }),
  /** Names of Windows' consent store. */
  z.object({ event: z.literal('microphone'), programs: z.array(z.string()) }),
  z.object({ event: z.enum(['tick', 'lock', 'unlock', 'suspend', 'resume', 'shutdown']), idleMs }),
])

export type HelperLine = z.infer<typeof helperLineSchema>

/** Longer than any title in JSON. What is longer comes from something else. */
const longestLine = 400_000

/**
 * Reads the helper's output in chunks of any size.
 * @returns a function that returns the lines that a chunk completed; what is no such line is left out
 */
export const helperLineReader = (): ((chunk: string) => readonly HelperLine[]) => {
  let rest = ''
  return (chunk) => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > longestLine) rest = ''
    return lines.flatMap((line) => {
      const read = helperLineSchema.safeParse(parseJson(line))
      return read.success ? [read.data] : []
    })
  }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
