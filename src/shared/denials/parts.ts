import type { Cents, RemittanceClaim } from './remittance.ts'
import { claimAdjustmentsWithoutRepeats } from './repeats.ts'

const DENIED = '4'

/**
 * One claim made of its parts: a payer may split a claim into several CLP, even one for each service. Amounts are added, and repeats are
 * left out of the part that has them. The first part gives what is stated once; CLP02 is 4 when any part says so.
 */
export function joinParts(parts: readonly [RemittanceClaim, ...RemittanceClaim[]]): RemittanceClaim {
  const [first] = parts
  if (parts.length === 1) return first
  const responsibilities = parts.flatMap(({ patientResponsibilityCents }) => patientResponsibilityCents ?? [])
  const firstOf = <Name extends 'originalRef' | 'contractClass' | 'renderingProvider' | 'receivedByPayer'>(
    name: Name,
  ) => parts.find((part) => part[name] !== null)?.[name] ?? null
  return {
    ...first,
    status: parts.some(({ status }) => status === DENIED) ? DENIED : first.status,
    chargeCents: sum(parts.map(({ chargeCents }) => chargeCents)),
    paidCents: sum(parts.map(({ paidCents }) => paidCents)),
    patientResponsibilityCents: responsibilities.length === 0 ? null : sum(responsibilities),
    originalRef: firstOf('originalRef'),
    contractClass: firstOf('contractClass'),
    renderingProvider: firstOf('renderingProvider'),
    receivedByPayer: firstOf('receivedByPayer'),
    adjustments: parts.flatMap((part) => claimAdjustmentsWithoutRepeats(part)),
    lines: parts.flatMap(({ lines }) => lines),
    rarcs: parts.flatMap(({ rarcs }) => rarcs),
  }
}

function sum(amounts: readonly Cents[]): Cents {
  return amounts.reduce((total, amount) => total + amount, 0) as Cents
}
