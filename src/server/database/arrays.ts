// PostgreSQL array literals: one parameter a column instead of one a value. Both drivers pass a text through as it is.

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map(element).join(',')}}`
}

/** Numbers, booleans and UUIDs: texts that need no quotes. */
export function plainArray(values: readonly (number | boolean | string | null)[]): string {
  return `{${values.map((value) => value ?? 'NULL').join(',')}}`
}

function element(value: string | null): string {
  return value === null ? 'NULL' : `"${/["\\]/.test(value) ? value.replace(/["\\]/g, '\\$&') : value}"`
}
