import { z } from 'zod'
import { HTTPS_NEEDED, isPrivateTransport } from '../../shared/contract/addresses.ts'

/** What an administrator states for many agents, beside the command line. Names of the file; policies write them with a capital. */
export const rollOutOptionsSchema = z.strictObject({
  endpoint: z.string().refine(isPrivateTransport, { message: HTTPS_NEEDED }).optional(),
  enroll: z
    .string()
    .trim()
    .min(8, 'is no enrollment code or site key')
    .max(100, 'is no enrollment code or site key')
    .optional(),
  acceptNotice: z.boolean({ error: 'must be true or false' }).optional(),
})
export type RollOutOptions = z.output<typeof rollOutOptionsSchema>
export const rollOutNames = Object.keys(rollOutOptionsSchema.shape) as readonly (keyof RollOutOptions)[]

/** What one source states; `fault` in place of it where it cannot be read. Without values it states nothing. */
export interface OptionSource {
  /** For people: a path, or the name of the place. */
  readonly place: string
  readonly values: Readonly<Record<string, unknown>>
  readonly fault?: string | undefined
}

/**
 * Puts sources together. Each field is that of the first source that states it and is valid; the others of a source with a fault still count.
 * @param sources the first one wins
 * @returns also what is wrong, with place, field and what to do; never a value, which could be a key
 */
export function mergeOptions(sources: readonly OptionSource[]): {
  readonly options: RollOutOptions
  readonly faults: readonly string[]
} {
  let options: RollOutOptions = {}
  const faults: string[] = []
  for (const { place, values, fault } of sources) {
    if (fault !== undefined) faults.push(`${place}: ${fault}`)
    for (const [field, value] of Object.entries(values)) {
      const parsed = rollOutOptionsSchema.safeParse({ [field]: value })
      if (parsed.success) options = { ...parsed.data, ...options }
      else if (!(rollOutNames as readonly string[]).includes(field)) {
        faults.push(
          `${place}: ${JSON.stringify(field)} is no option; remove it. Options are ${rollOutNames.join(', ')}.`,
        )
      } else
        faults.push(`${place}: ${field} ${parsed.error.issues[0]?.message ?? 'is not valid'}; correct it or remove it.`)
    }
  }
  return { options, faults }
}

/** `true`, `1` and `false`, `0` as registries and environments write them; anything else as it is. */
const asBoolean = (text: string): unknown =>
  ({ true: true, '1': true, '0x1': true, false: false, '0': false, '0x0': false })[text.toLowerCase()] ?? text
const valueOf = (name: keyof RollOutOptions, text: string): unknown =>
  name === 'acceptNotice' ? asBoolean(text) : text

/** The name of an option in Windows' policies and macOS' managed preferences. */
export const policyName = (name: keyof RollOutOptions): string => name.charAt(0).toUpperCase() + name.slice(1)
/** The environment variable of an option. */
export const variableName = (name: keyof RollOutOptions): string =>
  `TOUCHLEDGER_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`

/** Texts by option. @param read the text of an option; undefined or empty: it is not stated */
export function textSource(place: string, read: (name: keyof RollOutOptions) => string | undefined): OptionSource {
  const stated = rollOutNames.flatMap((name) => {
    const text = read(name)
    return text === undefined || text === '' ? [] : [[name, valueOf(name, text)] as const]
  })
  return { place, values: Object.fromEntries(stated) }
}

/** What `reg query KEY` printed. */
export function registrySource(key: string, printed: string | null): OptionSource {
  const values = new Map(
    (printed ?? '').split(/\r?\n/).flatMap((line) => {
      const [, name, text] = /^\s{2,}(\S+)\s+REG_(?:SZ|DWORD)\s+(.*)$/.exec(line) ?? []
      return name === undefined || text === undefined ? [] : [[name.toLowerCase(), text.trim()] as const]
    }),
  )
  return textSource(key, (name) => values.get(name.toLowerCase()))
}

/** A file's text. @param text null: there is no such file */
export function fileSource(path: string, text: string | null): OptionSource {
  if (text === null) return { place: path, values: {} }
  try {
    const values: unknown = JSON.parse(text.replace(/^\uFEFF/, ''))
    if (typeof values === 'object' && values !== null && !Array.isArray(values))
      return { place: path, values: { ...values } }
  } catch {
    // Said below: a parser's message would quote the file.
  }
  return { place: path, values: {}, fault: 'is no JSON object; write it as {"endpoint": "https://…"}.' }
}
