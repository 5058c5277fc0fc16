import { z } from 'zod'
import type { Page } from '../../shared/contract/reports.ts'
import type { DocumentVersion } from '../../shared/contract/versions.ts'
import { decodeKey, toPage, type PageRequest } from '../database/cursor.ts'
import { changedParts } from './changed-parts.ts'

/** A stored version of the rules or of a settings document. */
export interface StoredVersion {
  readonly version: number
  /** JSON. */
  readonly body: string
  readonly changedAt: number
  readonly changedBy: string
}

const NEWER_THAN_ALL = 2_147_483_647

/**
 * A page of versions, the newest first, each with what it changed in the one before.
 * @param read the document of a version, as it may be shown
 * @param versionsBefore reads versions below a number, the newest first
 */
export async function versionPage(
  page: PageRequest,
  read: (version: StoredVersion) => unknown,
  versionsBefore: (before: number, limit: number) => Promise<readonly StoredVersion[]>,
): Promise<Page<DocumentVersion>> {
  const [before] = page.cursor === undefined ? [NEWER_THAN_ALL] : decodeKey(z.tuple([z.number().int()]), page.cursor)
  // One more than the page: what the last one of it changed.
  const stored = await versionsBefore(before, page.limit + 1)
  const isFirstPage = page.cursor === undefined
  const rows = stored.map((version, index): DocumentVersion => {
    const earlier = stored[index + 1]
    const parts = earlier === undefined ? null : changedParts(read(earlier), read(version))
    return {
      ...{ version: version.version, changedAt: version.changedAt, changedBy: version.changedBy },
      isCurrent: isFirstPage && index === 0,
      before: (parts?.before ?? null) as DocumentVersion['before'],
      after: (parts?.after ?? null) as DocumentVersion['after'],
    }
  })
  return toPage(rows, page, ({ version }) => [version])
}
