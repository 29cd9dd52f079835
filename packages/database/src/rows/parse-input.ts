import type { Refuse } from '@lamina/errors';
import { z } from 'zod';

/** A text of `low` to `high` characters. PostgreSQL stores neither NUL nor halves of surrogate pairs, so these are refused. */
export function textOf(low: number, high: number) {
  return z
    .string()
    .refine(({ length }) => length >= low && length <= high, {
      error: ({ input }) => `holds ${String(input).length} characters; it must hold ${low} to ${high}`,
    })
    .refine((text) => !text.includes('\0') && text.isWellFormed(), {
      error: 'holds a character that cannot be stored (NUL or half of a pair)',
    });
}

/** The same, without spaces around it. */
export function wordsOf(low: number, high: number) {
  return z.string().trim().pipe(textOf(low, high));
}

/** A list of `low` to `high` entries. */
export function listOf<Item extends z.ZodType>(item: Item, low: number, high: number) {
  // Checked before the entries, so that a list that is far too long costs nothing.
  const counted = z.array(z.unknown()).refine(({ length }) => length >= low && length <= high, {
    error: ({ input }) => `holds ${(input as readonly unknown[]).length} entries; it must hold ${low} to ${high}`,
  });
  return counted.pipe(z.array(item));
}

/** The value that a schema makes of an input. @throws AppError as `refuse`, naming the first field that is wrong by its path. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown, refuse: Refuse): z.output<Schema> {
  const { success, data, error } = schema.safeParse(input);
  if (success) return data;
  const [issue] = error.issues;
  return refuse(issue === undefined ? 'it is not valid' : [issue.path.join('.'), issue.message].filter((part) => part !== '').join(' '));
}
