import { z } from 'zod';

/** The words for an option of a job, wherever people set it: flag, field of the API, form. Type, limits and default are those of its schema. */
export interface OptionWords {
  /** Two or three words, as in 'Tokens per window'. */
  readonly label: string;
  /** One sentence, or a few. */
  readonly description: string;
  /** Unit of the number, as in 'tokens'. */
  readonly unit?: string | undefined;
}

const words = z.registry<OptionWords>();

/** Names an option. Give the whole schema, with its default. */
export function option<Schema extends z.ZodType>(schema: Schema, label: string, description: string, unit?: string): Schema {
  // A copy: one schema can have other words in another command.
  const named = schema.clone();
  words.add(named, { label, description, unit });
  return named;
}

/** The words of an option, also where it has another default; undefined for fields that programs fill. */
export function findOptionWords(schema: z.core.$ZodType): OptionWords | undefined {
  const found = words.get(schema);
  if (found !== undefined || !(schema instanceof z.ZodDefault || schema instanceof z.ZodOptional)) return found;
  return findOptionWords(schema.unwrap());
}
