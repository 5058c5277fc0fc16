/**
 * The ids of hidden insights after one was shown or hidden. Ids that this version does not know are kept, because another version of the
 * endpoint may know them.
 */
export function withInsight(hidden: readonly string[], id: string, shown: boolean): readonly string[] {
  const others = hidden.filter((one) => one !== id)
  return shown ? others : [...others, id]
}
