interface Revised {
  readonly revision: number
  readonly seq: number
}

/** The latest revision of each thing by its id. Of two equal revisions the higher seq counts. */
export function latestRevisionsBy<Row extends Revised>(
  records: readonly Row[],
  idOf: (record: Row) => string,
): Map<string, Row> {
  const latest = new Map<string, Row>()
  for (const record of records) {
    const known = latest.get(idOf(record))
    const newer =
      known === undefined ||
      record.revision > known.revision ||
      (record.revision === known.revision && record.seq > known.seq)
    if (newer) latest.set(idOf(record), record)
  }
  return latest
}
