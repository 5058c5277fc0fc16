import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PersonLine } from '../../../src/shared/contract/people-list.ts'
import {
  cellsOf,
  type KnownPerson,
  missingColumns,
  peopleColumns,
  planPeople,
  type PlannedPerson,
} from '../../../src/shared/people-list/index.ts'

const line = (name: string, email: string, team = '', number = 2): PersonLine => ({ line: number, name, email, team })
const known = (id: string, name: string, email: string | null, team: string | null = null): KnownPerson => ({
  ...{ id, name, email, team, leftAt: null },
})
const only = (lines: readonly PersonLine[], people: readonly KnownPerson[] = []) => {
  const [planned] = planPeople(lines, people)
  if (!planned) throw new Error('a line has a plan')
  return planned
}

describe('what a row of a list of people does', () => {
  test('somebody whose address nobody has is new', () => {
    expect(only([line('Ana Ortiz', 'ana@clinic.example', 'North')])).toMatchObject({
      ...{ effect: 'new', name: 'Ana Ortiz', email: 'ana@clinic.example', team: 'North', fault: null },
    })
  })

  test('somebody who is known stays as they are, whatever the case of the address, and where no team is stated', () => {
    const ana = known('u1', 'Ana Ortiz', 'Ana@clinic.example', 'North')
    expect(only([line('Ana Ortiz', 'ana@CLINIC.example')], [ana])).toMatchObject({ effect: 'known', team: 'North' })
    expect(only([line('', 'ana@clinic.example')], [ana])).toMatchObject({ effect: 'known', name: 'Ana Ortiz' })
  })

  test('another team and another name are changes, with what they were', () => {
    const ana = known('u1', 'Ana Ruiz', 'ana@clinic.example', 'North')
    expect(only([line('Ana Ortiz', 'ana@clinic.example', 'South')], [ana])).toMatchObject({
      effect: 'changed',
      changes: [
        { field: 'name', from: 'Ana Ruiz', to: 'Ana Ortiz' },
        { field: 'team', from: 'North', to: 'South' },
      ],
    })
  })

  test('the second person of a name is shown with the address, and stays so by the same list', () => {
    const people = [known('u1', 'Ana Ortiz', 'ana@clinic.example')]
    const second = only([line('Ana Ortiz', 'ana2@clinic.example')], people)
    expect(second).toMatchObject({ effect: 'new', name: 'Ana Ortiz (ana2@clinic.example)' })
    const both = [...people, known('u2', second.name, second.email)]
    expect(only([line('Ana Ortiz', 'ana2@clinic.example')], both).effect).toBe('known')
  })

  test.each([
    ['Ana', '', 'The e-mail address is missing.'],
    ['Ana', 'ana at clinic', 'This is no e-mail address.'],
    ['', 'ana@clinic.example', 'The name is missing.'],
    ['x'.repeat(101), 'ana@clinic.example', 'The name is too long, or has unseen characters.'],
  ])('a row with the name %j and the address %j is at fault', (name, email, fault) => {
    expect(only([line(name, email)])).toMatchObject({ effect: 'faulty', fault })
  })

  test('two rows with one address have to say the same', () => {
    const rows = planPeople(
      [
        line('Ana', 'ana@clinic.example', 'North', 2),
        line('Ana', 'ANA@clinic.example', 'North', 3),
        line('Ana', 'ana@clinic.example', 'South', 4),
      ],
      [],
    )
    expect(rows.map(({ effect }) => effect)).toEqual(['new', 'known', 'faulty'])
    expect(rows[2]?.fault).toBe('Line 2 has the same e-mail address, and another name or team.')
  })

  test('who has left has to be back first', () => {
    const gone = { ...known('u1', 'Ana', 'ana@clinic.example'), leftAt: 5 }
    expect(only([line('Ana', 'ana@clinic.example')], [gone]).fault).toMatch(/has left/)
  })
})

/** Everybody after a list was saved. */
function saved(people: readonly KnownPerson[], rows: readonly PlannedPerson[]): readonly KnownPerson[] {
  const changed = new Map(rows.flatMap((row) => (row.effect === 'changed' && row.known ? [[row.known.id, row]] : [])))
  return [
    ...people.map((person) => ({
      ...person,
      name: changed.get(person.id)?.name ?? person.name,
      team: changed.get(person.id)?.team ?? person.team,
    })),
    ...rows
      .filter(({ effect }) => effect === 'new')
      .map(({ name, email, team }, index) => ({ id: `new-${index}`, name, email, team, leftAt: null })),
  ]
}

test('after a list was saved, the same list changes nothing, and nobody has the name of somebody else', () => {
  const person = fc.record({
    name: fc.constantFrom('Ana', 'ana', 'Ben', 'Ana (a@x.example)', ''),
    email: fc.constantFrom('a@x.example', 'A@x.example', 'b@x.example', 'c@x.example', 'none'),
    team: fc.constantFrom('', 'North', 'South'),
  })
  const before = fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('Ana', 'Ben', 'Cy'),
      email: fc.constantFrom('a@x.example', 'd@x.example', null),
    }),
    { selector: ({ name }) => name, maxLength: 3 },
  )
  fc.assert(
    fc.property(fc.array(person, { maxLength: 6 }), before, (list, had) => {
      const addresses = new Set<string>()
      const people = had.flatMap(({ name, email }, index) => {
        if (email !== null && addresses.has(email)) return []
        if (email !== null) addresses.add(email)
        return [known(`u${index}`, name, email, 'North')]
      })
      const lines = list.map((one, index) => ({ ...one, line: index + 2 }))
      const rows = planPeople(lines, people)
      const after = saved(people, rows)
      const names = after.map(({ name }) => name.toLowerCase())
      expect(new Set(names).size).toBe(names.length)
      const accepted = lines.filter((_, index) => rows[index]?.effect !== 'faulty')
      const again = planPeople(accepted, after)
      expect(again.map(({ effect }) => effect)).toEqual(accepted.map(() => 'known'))
    }),
  )
})

describe('the header row of a list of people', () => {
  test.each([
    ['Name,E-mail,Team', { name: 0, email: 1, team: 2 }],
    ['TEAM NAME, Email Address ,Full name', { team: 0, email: 1, name: 2 }],
    ['User principal name,Display name,Department', { email: 0, name: 1, team: 2 }],
    ['First name,Last name,Work e-mail', { firstName: 0, lastName: 1, email: 2 }],
    ['Login,Email,Name', { email: 1, name: 2 }],
  ])('%s', (head, columns) => {
    expect(peopleColumns(head.split(','))).toEqual(columns)
    expect(missingColumns(peopleColumns(head.split(',')))).toBeNull()
  })

  test('says what is missing', () => {
    expect(missingColumns(peopleColumns(['Team']))).toBe('email and name')
    expect(missingColumns(peopleColumns(['First name', 'E-mail']))).toBe('name')
  })

  test('joins first and last name', () => {
    const columns = peopleColumns(['Last name', 'First name', 'E-mail'])
    expect(cellsOf(columns, ['Ortiz', ' Ana ', 'ana@clinic.example'])).toEqual({
      ...{ name: 'Ana Ortiz', email: 'ana@clinic.example', team: '' },
    })
  })
})
