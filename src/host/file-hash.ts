import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** Hex, of any size of file. @throws where it cannot be read */
export async function sha512Of(path: string): Promise<string> {
  const digest = createHash('sha512')
  await pipeline(createReadStream(path), digest)
  return digest.digest('hex')
}
