import { createTable, type Table } from '../table.ts'
import * as alertTables from './alerts.ts'
import { appendOnly, auditEntries } from './audit.ts'
import * as denialTables from './denials.ts'
import * as factTables from './facts.ts'
import * as identityTables from './identity.ts'
import * as rollupTables from './rollups.ts'

const { factsByMonth: _, ...facts } = factTables

/** Every table of a tenant. */
export const tables: readonly Table[] = [
  ...Object.values(identityTables),
  ...Object.values(facts),
  ...Object.values(rollupTables),
  ...Object.values(denialTables),
  ...Object.values(alertTables),
  auditEntries,
]

/** One step of a tenant's schema. Until the first release there is this one, and changes edit it. */
export interface Migration {
  /** 1, 2, 3 … without gaps. */
  readonly id: number
  readonly name: string
  readonly statements: readonly string[]
}

export const migrations: readonly Migration[] = [
  { id: 1, name: 'initial', statements: [...tables.flatMap(createTable), ...appendOnly] },
]
