// PostgreSQL array literals: one parameter a column instead of one a value. Both drivers pass a text through as it is.

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map(element).join(',')}}`
}

export function numberArray(values: readonly number[]): string {
  return `{${values.join(',')}}`
}

export function nullableNumberArray(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`
}

function element(value: string | null): string {
  return value === null ? 'NULL' : `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
}
