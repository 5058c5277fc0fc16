import type { ListedPerson, PersonLine } from '../contract/people-list.ts'
import { email as emailSchema, personName } from '../contract/fields.ts'

/** Somebody who is recorded already. */
export interface KnownPerson {
  readonly id: string
  readonly name: string
  /** Null: known by name alone. */
  readonly email: string | null
  readonly team: string | null
  /** Null: still here. */
  readonly leftAt: number | null
}

/** What a row does, and to whom; null: to nobody who is known. */
export interface PlannedPerson extends ListedPerson {
  readonly known: KnownPerson | null
}

const MAX_TEAM_CHARACTERS = 100

/**
 * What each row of a list of people would do. Who is meant is told by the e-mail address. The same list again does nothing.
 * @param people everybody who is recorded
 */
export function planPeople(lines: readonly PersonLine[], people: readonly KnownPerson[]): readonly PlannedPerson[] {
  const byEmail = new Map(people.flatMap((person) => (person.email ? [[lower(person.email), person] as const] : [])))
  /** Who is shown by each name, by their e-mail address in lower case; null: somebody without one. */
  const shown = new Map(people.map((person) => [lower(person.name), person.email && lower(person.email)] as const))
  const seen = new Map<string, PlannedPerson>()
  return lines.map((line) => {
    const planned = planLine(line, { byEmail, shown, seen })
    if (planned.effect === 'faulty') return planned
    shown.set(lower(planned.name), lower(planned.email))
    if (!seen.has(lower(planned.email))) seen.set(lower(planned.email), planned)
    return planned
  })
}

interface Known {
  readonly byEmail: ReadonlyMap<string, KnownPerson>
  readonly shown: ReadonlyMap<string, string | null>
  /** The rows before, by e-mail address. */
  readonly seen: ReadonlyMap<string, PlannedPerson>
}

function planLine(line: PersonLine, { byEmail, shown, seen }: Known): PlannedPerson {
  const email = line.email.trim()
  const team = line.team.trim() === '' ? null : line.team.trim()
  const faulty = (fault: string): PlannedPerson => ({
    ...{ line: line.line, name: line.name.trim(), email, team, effect: 'faulty', changes: [], fault, known: null },
  })
  if (email === '') return faulty('The e-mail address is missing.')
  if (!emailSchema.safeParse(email).success) return faulty('This is no e-mail address.')
  if (team !== null && team.length > MAX_TEAM_CHARACTERS) return faulty('The team has more than 100 characters.')
  const known = byEmail.get(lower(email)) ?? null
  if (known && known.leftAt !== null) {
    return faulty('This person has left. Say that they are back under People with access first.')
  }
  const parsed = line.name.trim() === '' && known ? { data: known.name } : personName.safeParse(line.name)
  if (parsed.data === undefined) {
    return faulty(line.name.trim() === '' ? 'The name is missing.' : 'The name is too long, or has unseen characters.')
  }
  const name = nameFor(parsed.data, email, shown)
  if (name === null) return faulty('Two other people are shown by this name. State another one.')
  const before = seen.get(lower(email))
  if (before) {
    const isSame = before.name === name && (team === null || before.team === team)
    if (!isSame) return faulty(`Line ${before.line} has the same e-mail address, and another name or team.`)
    return { ...before, line: line.line, effect: 'known', changes: [] }
  }
  if (!known) return { line: line.line, name, email, team, effect: 'new', changes: [], fault: null, known }
  const changes = [
    ...(name === known.name ? [] : [{ field: 'name' as const, from: known.name, to: name }]),
    ...(team === null || team === known.team ? [] : [{ field: 'team' as const, from: known.team, to: team }]),
  ]
  const effect = changes.length > 0 ? 'changed' : 'known'
  return { line: line.line, name, email, team: team ?? known.team, effect, changes, fault: null, known }
}

/** Nobody is shown by somebody else's name: the second one's is followed by the e-mail address. @returns null where both are taken */
function nameFor(stated: string, email: string, shown: Known['shown']): string | null {
  const isFree = (name: string) => !shown.has(lower(name)) || shown.get(lower(name)) === lower(email)
  const both = `${stated} (${email})`
  // Who is shown with the address stays so, also when the other one of the name has gone.
  if (shown.get(lower(both)) === lower(email)) return both
  if (isFree(stated)) return stated
  return isFree(both) ? both : null
}

const lower = (text: string) => text.toLowerCase()
