import { readFile } from 'node:fs/promises'
import { readDenialCategories, type DenialCategories } from '../../shared/denials/index.ts'

const file = new URL('../../../assets/denials/carc-categories.json', import.meta.url)

/** Reads the category file from the disk. */
export async function denialCategories(): Promise<DenialCategories> {
  return readDenialCategories(JSON.parse(await readFile(file, 'utf8')))
}
