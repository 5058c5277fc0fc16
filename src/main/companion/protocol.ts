import { endianness } from 'node:os'
import { z } from 'zod'
import {
  companionBrowsers,
  longestField,
  longestPage,
  mostNotAllowed,
  type CompanionRequest,
  type PageReport,
} from '../../shared/companion.ts'

/** A report is an address of at most 4096 characters, of up to six bytes each in JSON, a field and some hosts. Browsers would allow 64 MB. */
const longestMessage = 65_536
const longestCaller = 16_384

/** Parts of a connection in order: one caller, then messages. `refused` is the last part. */
export type CallPart =
  | { readonly kind: 'caller'; readonly words: readonly string[] }
  | { readonly kind: 'report'; readonly report: PageReport }
  | { readonly kind: 'refused'; readonly why: 'no caller' | 'too long' | 'not JSON' | 'not a report' }

const pageReportSchema: z.ZodType<PageReport> = z.strictObject({
  browser: z.enum(companionBrowsers),
  page: z
    .string()
    .max(longestPage)
    .regex(/^https?:\/\//)
    .nullable(),
  field: z.strictObject({ id: z.string().max(200), text: z.string().max(longestField).nullable() }).optional(),
  notAllowed: z.array(z.string().max(253)).max(mostNotAllowed).optional(),
})

/**
 * Parses a connection in chunks of any size and returns the parts that each chunk completed. It never throws and buffers at most
 * one message.
 */
export const callReader = (): ((chunk: Uint8Array) => readonly CallPart[]) => {
  let rest: Buffer = Buffer.alloc(0)
  let stage: 'caller' | 'messages' | 'refused' = 'caller'

  const next = (): CallPart | null => {
    if (stage === 'refused') return null
    if (stage === 'caller') {
      const end = rest.indexOf('\n\n')
      if (end < 0) return rest.length > longestCaller ? { kind: 'refused', why: 'no caller' } : null
      const words = rest.toString('utf8', 0, end).split('\n')
      rest = rest.subarray(end + 2)
      stage = 'messages'
      return { kind: 'caller', words }
    }
    if (rest.length < 4) return null
    const length = readLength(rest)
    if (length > longestMessage) return { kind: 'refused', why: 'too long' }
    if (rest.length < 4 + length) return null
    const text = rest.toString('utf8', 4, 4 + length)
    rest = rest.subarray(4 + length)
    return reportIn(text)
  }

  return (chunk) => {
    if (stage === 'refused') return []
    rest = Buffer.concat([rest, chunk])
    const parts: CallPart[] = []
    for (let part = next(); part !== null; part = next()) {
      parts.push(part)
      if (part.kind !== 'refused') continue
      stage = 'refused'
      rest = Buffer.alloc(0)
    }
    return parts
  }
}

const reportIn = (text: string): CallPart => {
  const value = parseJson(text)
  if (value === undefined) return { kind: 'refused', why: 'not JSON' }
  const parsed = pageReportSchema.safeParse(value)
  return parsed.success ? { kind: 'report', report: parsed.data } : { kind: 'refused', why: 'not a report' }
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A native message: its length in bytes, 32 bits in native byte order, then JSON in UTF-8. */
export const framed = (message: CompanionRequest): Buffer => {
  const json = Buffer.from(JSON.stringify(message))
  const length = Buffer.alloc(4)
  if (endianness() === 'LE') length.writeUInt32LE(json.length)
  else length.writeUInt32BE(json.length)
  return Buffer.concat([length, json])
}

export const readLength = (bytes: Buffer): number =>
  endianness() === 'LE' ? bytes.readUInt32LE() : bytes.readUInt32BE()
