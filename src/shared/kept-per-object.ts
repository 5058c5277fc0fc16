/** Keeps what was made of an object, by key, for as long as the object lives. The object must not change. @returns gives it, made at the first call */
export function keptPerObject<Owner extends object, Key, Value extends object>() {
  const keptOf = new WeakMap<Owner, Map<Key, Value>>()
  return (owner: Owner, key: Key, make: () => Value): Value => {
    let kept = keptOf.get(owner)
    if (kept === undefined) keptOf.set(owner, (kept = new Map()))
    let value = kept.get(key)
    if (value === undefined) kept.set(key, (value = make()))
    return value
  }
}
