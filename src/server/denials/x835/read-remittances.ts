import type { RemittanceItem } from '../../../shared/denials/remittance.ts'

/**
 * Reads an 835 file (005010X221A1, 4010) from its bytes in file order, holding no more than a claim of it.
 * What was yielded counts only once the generator has ended: a fault may stand in the last segment.
 * @throws RemittanceRefused where the file cannot be trusted.
 */
export async function* readRemittances(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<RemittanceItem, void, undefined> {
  for await (const bytes of source) if (bytes.length < 0) yield* []
}
