import type { SpooledFile } from '../spool.ts'

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'

const HEAD_BYTES = 4096

/** The text of a file in UTF-8, UTF-16 or Windows-1252, without its byte order mark and the NULs that pad its end. */
export async function* textOf(file: SpooledFile): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder(await encodingOf(file))
  let endsInNuls = false
  const withoutPadding = (text: string) => {
    const kept = text.replace(/\0+$/, '')
    // NULs that something follows are no padding; one is enough to find them in their cell.
    const before = kept !== '' && endsInNuls ? '\0' : ''
    endsInNuls = kept === '' ? endsInNuls || text !== '' : kept.length < text.length
    return before + kept
  }
  for await (const chunk of file.bytes()) yield withoutPadding(decoder.decode(chunk, { stream: true }))
  yield withoutPadding(decoder.decode())
}

/** The encoding by the byte order mark, else by where NULs are; Windows-1252 is what is no UTF-8. */
async function encodingOf(file: SpooledFile): Promise<Encoding> {
  const head = await file.head(HEAD_BYTES)
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const text = head.subarray(0, 64)
  const nulsAt = (parity: number) => text.filter((byte, index) => index % 2 === parity && byte === 0).length
  const some = text.length / 8
  if (nulsAt(1) > some && nulsAt(0) === 0) return 'utf-16le'
  if (nulsAt(0) > some && nulsAt(1) === 0) return 'utf-16be'
  return (await isUtf8(file)) ? 'utf-8' : 'windows-1252'
}

async function isUtf8(file: SpooledFile): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const chunk of file.bytes()) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}
