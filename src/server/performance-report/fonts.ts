import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** The fonts of a report. Their letters are as wide as Helvetica's. */
const fonts = {
  regular: '400Regular/Arimo_400Regular.ttf',
  bold: '700Bold/Arimo_700Bold.ttf',
} as const

/** What the letters rise above their baseline, as a share of their size. */
export const ASCENT = 0.718

const files = new Map<string, Buffer>()

/** A font's file; each is read once, by the first report. A document embeds only the letters it uses. */
export function fontFile(name: keyof typeof fonts): Buffer {
  const known = files.get(name)
  if (known) return known
  const file = readFileSync(createRequire(import.meta.url).resolve(`@expo-google-fonts/arimo/${fonts[name]}`))
  files.set(name, file)
  return file
}
