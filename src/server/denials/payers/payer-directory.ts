import type { PayerSettings } from '../../../shared/contract/settings.ts'
import { comparablePayer, type RemittancePayer } from '../../../shared/denials/index.ts'

/** What identifies a payer, the surest first: REF*2U, N104 with its qualifier, TRN03 with the payer's name. */
export const payerIdKinds = ['REF*2U', 'N104', 'TRN03'] as const
export type PayerIdKind = (typeof payerIdKinds)[number]

export interface PayerId {
  readonly kind: PayerIdKind
  readonly value: string
}

/** A payer under the name by which everything of it is kept. */
export interface KnownPayer {
  /** Of no other payer, in any case. */
  readonly name: string
  readonly ids: readonly PayerId[]
  /** Names it goes by, in the form in which they are compared. */
  readonly comparable: readonly string[]
}

type Entry = { name: string; ids: PayerId[]; comparable: string[]; changed: boolean }

/** Another spelling of the name under which everything of a payer is kept. */
export interface RenamedPayer {
  readonly from: string
  readonly to: string
}

/** Whom names and ids of files mean. It grows with each file. */
export class PayerDirectory {
  #payers: Entry[]
  #renamed: RenamedPayer[] = []
  readonly #aliases: readonly { readonly payer: string; readonly names: ReadonlySet<string> }[]

  /** @param aliases as admins have set them */
  constructor(known: readonly KnownPayer[], aliases: PayerSettings['aliases'] = []) {
    this.#aliases = aliases.map(({ payer, names }) => ({ payer, names: new Set(names.map(comparablePayer)) }))
    this.#payers = known.map(({ name, ids, comparable }) => ({
      name,
      ids: [...ids],
      comparable: [...comparable],
      changed: false,
    }))
  }

  /** Payers that are new or have got another name or id. */
  get changed(): readonly KnownPayer[] {
    return this.#payers.filter(({ changed }) => changed)
  }

  /** Payers that were renamed since the last call: what is on file of them has the earlier name. */
  takeRenamed(): readonly RenamedPayer[] {
    const renamed = this.#renamed
    this.#renamed = []
    return renamed
  }

  /**
   * The payer of a remittance. Its first id decides; without an id known here, the name does, unless that payer has another id of the same kind:
   * two ids of one kind are two payers, whatever the name, as long as no alias joins them. An unknown payer is added.
   */
  ofRemittance(payer: RemittancePayer): string {
    const ids = idsOf(payer)
    const comparable = comparablePayer(payer.name)
    const [identifying] = ids
    if (identifying === undefined) return this.named(payer.name) ?? this.#add(payer.name, ids)
    const contradicts = (entry: Entry, before: readonly PayerId[]) =>
      before.some(({ kind, value }) => entry.ids.some((id) => id.kind === kind && id.value !== value))
    const byId = ids.flatMap((id, place) =>
      this.#payers.filter((entry) => has(entry, id) && !contradicts(entry, ids.slice(0, place))),
    )
    const byName = this.#goingBy(comparable).filter(
      (entry) => !contradicts(entry, [identifying]) && !isUnidentified(entry),
    )
    const found = byId[0] ?? this.#aliased(comparable) ?? byName[0]
    if (!found) return this.#add(payer.name, ids)
    this.#learn(found, payer.name, ids)
    return found.name
  }

  /** The one payer of that name, else the one that is shown so though none goes by it; null: none or several. */
  named(name: string): string | null {
    const found = this.#goingBy(comparablePayer(name))
    if (found.length === 0) return this.#shownAs(name)?.name ?? null
    return found.length === 1 ? (found[0]?.name ?? null) : null
  }

  /**
   * Joins the payers of these names to another, which is added where it is not known. It is the payer that is shown by that name, else the one
   * that goes by it: who sets an alias writes a name as people do.
   * @returns the names under which something may be on file, with the one that it is kept under now
   */
  join(payer: string, names: readonly string[]): readonly RenamedPayer[] {
    const target = this.#meant(payer) ?? this.#added(payer)
    const aliases = names.map(comparablePayer).filter((comparable) => comparable !== '')
    const others = this.#payers.filter(
      (entry) =>
        entry !== target &&
        (entry.comparable.some((comparable) => aliases.includes(comparable)) ||
          names.some((name) => isShownAs(entry, name))),
    )
    this.#payers = this.#payers.filter((entry) => !others.includes(entry))
    const comparable = [...target.comparable, ...aliases, ...others.flatMap((entry) => entry.comparable)]
    target.comparable = [...new Set(comparable)]
    target.ids = [...target.ids, ...others.flatMap((entry) => entry.ids)]
    target.changed = true
    return others.map(({ name }) => ({ from: name, to: target.name }))
  }

  /**
   * The payer that only this name identifies, for a name that `named` does not tell: of several payers of the name the one without an id. It is
   * added where it is not known. Blank stays blank: an unknown payer.
   */
  withoutId(name: string): string {
    if (name.trim() === '') return ''
    const unidentified = this.#goingBy(comparablePayer(name)).find(({ ids }) => ids.length === 0)
    return unidentified?.name ?? this.named(unidentifiedName(name.trim())) ?? this.#add(name, [])
  }

  #goingBy(comparable: string): readonly Entry[] {
    return comparable === '' ? [] : this.#payers.filter((entry) => entry.comparable.includes(comparable))
  }

  /**
   * The payer to which an alias joins a remittance of this name, whatever ids that payer has: one of an alias's names, or the first that has the
   * payer's own name, as when the alias is set after both have come.
   */
  #aliased(comparable: string): Entry | undefined {
    if (comparable === '') return undefined
    const alias = this.#aliases.find(({ names }) => names.has(comparable))
    if (alias) return this.#meant(alias.payer)
    const own = this.#aliases.find(({ payer }) => comparablePayer(payer) === comparable)
    const target = own && this.#meant(own.payer)
    // The number of an originator tells under which names remittances have come.
    const originators = target?.ids.filter(({ kind }) => kind === 'TRN03') ?? []
    const hasComeAsItself = originators.some(({ value }) => value.startsWith(`${comparable}:`))
    return originators.length === 0 || hasComeAsItself ? undefined : target
  }

  #shownAs(name: string): Entry | undefined {
    return this.#payers.find((entry) => isShownAs(entry, name))
  }

  /** Whom people mean by a name: the payer that is shown by it, else the one that goes by it. */
  #meant(name: string): Entry | undefined {
    return this.#shownAs(name) ?? this.#shownAs(this.named(name) ?? '')
  }

  #added(name: string): Entry {
    this.#add(name, [])
    const entry = this.#payers.at(-1)
    if (!entry) throw new Error('a payer has a name')
    return entry
  }

  #add(stated: string, ids: readonly PayerId[]): string {
    const name = this.#freeName(stated.trim(), ids)
    if (name === '') return ''
    const comparable = comparablePayer(stated)
    this.#payers.push({ name, ids: [...ids], comparable: comparable === '' ? [] : [comparable], changed: true })
    return name
  }

  #learn(entry: Entry, name: string, ids: readonly PayerId[]): void {
    const comparable = comparablePayer(name)
    // A payer that only lists have named is written as its first remittance writes it, whichever came first.
    // One that an alias has named keeps that name where the remittance writes another one.
    const isItsName = comparable !== '' && comparablePayer(entry.name) === comparable
    if (entry.ids.length === 0 && isItsName) this.#rename(entry, name.trim())
    if (comparable !== '' && !entry.comparable.includes(comparable)) {
      entry.comparable.push(comparable)
      entry.changed = true
    }
    for (const id of ids) {
      if (this.#payers.some((other) => has(other, id))) continue
      entry.ids.push(id)
      entry.changed = true
    }
  }

  #rename(entry: Entry, to: string): void {
    const isTaken = this.#payers.some((other) => other !== entry && other.name.toLowerCase() === to.toLowerCase())
    if (isTaken || entry.name === to) return
    this.#renamed.push({ from: entry.name, to })
    entry.name = to
    entry.changed = true
  }

  /** Two payers of one name are told apart by the first id of the later one, or by its having none. */
  #freeName(stated: string, ids: readonly PayerId[]): string {
    const [first] = ids
    const shown = stated === '' ? (first?.value ?? '') : stated
    const isTaken = (name: string) => this.#shownAs(name) !== undefined
    if (!isTaken(shown)) return shown
    if (first === undefined) return unidentifiedName(shown)
    const told = `${shown} (${first.value.replace(/^.*:/, '')})`
    return isTaken(told) ? `${shown} (${first.kind} ${first.value})` : told
  }
}

const NO_ID = ' (no id)'

/** The name of a payer without an id beside others of its name. */
const unidentifiedName = (name: string) => `${name}${NO_ID}`

/** Whether it stands for rows that name one of several payers: no id is learned for it. */
const isUnidentified = ({ name, ids }: Entry): boolean => ids.length === 0 && name.endsWith(NO_ID)

const isShownAs = (entry: Entry, name: string): boolean => entry.name.toLowerCase() === name.trim().toLowerCase()

/** Whether anything but its name tells a remittance's payer. */
export const hasIds = (payer: RemittancePayer): boolean => idsOf(payer).length > 0

const has = (entry: Entry, { kind, value }: PayerId): boolean =>
  entry.ids.some((id) => id.kind === kind && id.value === value)

/** The ids of a remittance's payer, the surest first. */
function idsOf({ name, payerId, planId, planIdQualifier, originatorId }: RemittancePayer): PayerId[] {
  const id = (kind: PayerIdKind, value: string | null): PayerId[] => {
    const stated = value?.trim().toUpperCase() ?? ''
    return stated === '' ? [] : [{ kind, value: stated }]
  }
  return [
    ...id('REF*2U', payerId),
    ...id('N104', planId === null ? null : `${planIdQualifier ?? ''}:${planId}`),
    // The number of an originator alone is no payer's: it counts with an equal name.
    ...id('TRN03', originatorId === null ? null : `${comparablePayer(name)}:${originatorId}`),
  ]
}
