import { readFile } from 'node:fs/promises'
import { readDenialCategories, type DenialCategories } from '../../shared/denials/index.ts'
import type { Queries } from '../database/database.ts'
import { readSettings } from '../settings/settings-store.ts'

const categoriesFile = new URL('../../../assets/denials/carc-categories.json', import.meta.url)

/** The places of all CARCs, as the tenant has them. */
export async function tenantCategories(queries: Queries): Promise<DenialCategories> {
  const { body } = await readSettings(queries, 'carcPlacing')
  return readDenialCategories(JSON.parse(await readFile(categoriesFile, 'utf8')), body.rules)
}
