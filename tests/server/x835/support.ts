import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readRemittances } from '../../../src/server/denials/x835/index.ts'
import {
  classifyClaim,
  readDenialCategories,
  RemittanceRefused,
  type ClaimClassification,
  type RemittanceClaim,
  type RemittanceItem,
} from '../../../src/shared/denials/index.ts'

const repository = new URL('../../../', import.meta.url)

export const categories = readDenialCategories(
  JSON.parse(readFileSync(new URL('assets/denials/carc-categories.json', repository), 'utf8')),
)

export function fixturePath(name: string): string {
  return fileURLToPath(new URL(`tests/fixtures/835/${name}.835`, repository))
}

/** Reads bytes, or text as UTF-8, in pieces of so many bytes. */
export async function readAll(file: Uint8Array | string, pieceBytes = Infinity): Promise<RemittanceItem[]> {
  const items: RemittanceItem[] = []
  for await (const item of readRemittances(pieces(Buffer.from(file), pieceBytes))) items.push(item)
  return items
}

export function* pieces(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceBytes) yield bytes.subarray(start, start + pieceBytes)
}

export function claimsOf(items: readonly RemittanceItem[]): RemittanceClaim[] {
  return items.flatMap((item) => (item.kind === 'claim' ? [item.claim] : []))
}

export function classifyAll(items: readonly RemittanceItem[]): Record<string, ClaimClassification> {
  return Object.fromEntries(claimsOf(items).map((claim) => [claim.claimRef, classifyClaim(claim, categories)]))
}

/** The error that a file is refused with. */
export async function refusalOf(file: Uint8Array | string | Iterable<Uint8Array>): Promise<RemittanceRefused> {
  const source = typeof file === 'string' || file instanceof Uint8Array ? [Buffer.from(file)] : file
  try {
    const items = readRemittances(source)
    while (!(await items.next()).done);
  } catch (error) {
    if (error instanceof RemittanceRefused) return error
    throw error
  }
  throw new Error('The file was not refused.')
}
