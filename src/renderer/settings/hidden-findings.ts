/**
 * The rules of findings that are hidden, after one of them is shown or hidden. Those this version does not know stay as they are:
 * another version of the endpoint may.
 */
export function withFinding(hidden: readonly string[], rule: string, shown: boolean): readonly string[] {
  const others = hidden.filter((one) => one !== rule)
  return shown ? others : [...others, rule]
}
