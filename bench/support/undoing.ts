/** Calls `work`, and in reverse order what it handed to `later`, however it ends. */
export const undoing = async <Result>(
  work: (later: (undo: () => Promise<void> | void) => void) => Promise<Result>,
): Promise<Result> => {
  const undos: (() => Promise<void> | void)[] = []
  try {
    return await work((undo) => undos.push(undo))
  } finally {
    for (const undo of undos.toReversed()) await undo()
  }
}
