/** A pattern (RE2 or JavaScript's) that matches a text itself. */
export const literalPattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
