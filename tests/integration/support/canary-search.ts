import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** Every file in a folder and the folders below it. A FIFO, which a companion's call leaves, holds nothing and would be read forever. */
export async function filesBelow(directory: string): Promise<string[]> {
  const files: string[] = []
  for (const name of await readdir(directory)) {
    const path = join(directory, name)
    const found = await stat(path)
    if (found.isDirectory()) files.push(...(await filesBelow(path)))
    else if (found.isFile()) files.push(path)
  }
  return files
}

/** The text in every encoding that a disk or a wire may use. */
export function holds(bytes: Buffer, text: string): boolean {
  return ['utf8', 'utf16le'].some((encoding) =>
    [text, text.toLowerCase(), text.toUpperCase(), Buffer.from(text).toString('base64').slice(0, -2)].some((form) =>
      bytes.includes(Buffer.from(form, encoding as BufferEncoding)),
    ),
  )
}
